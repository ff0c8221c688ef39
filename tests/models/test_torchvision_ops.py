import subprocess
import sys

from models.torchvision_ops import declare_missing_operators


def in_new_process(code: str) -> str:
    """What the code prints in an interpreter that has imported nothing yet."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_stands_on_torchvision_imports_and_runs_after_the_cure():
    code = (
        "import models.torchvision_ops, torchvision, open_clip, timm, torch;"
        "print(tuple(timm.create_model('resnet10t', num_classes=3).eval()(torch.zeros(1, 3, 64, 64)).shape))"
    )
    assert in_new_process(code) == "(1, 3)"


def test_declaring_twice_is_declaring_once():
    assert declare_missing_operators() == declare_missing_operators()


def test_a_torchvision_that_brings_its_operators_is_left_alone():
    code = (
        "import torch;"
        "theirs = torch.library.Library('torchvision', 'DEF');"
        "theirs.define('nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor');"
        "from models import torchvision_ops;"
        "print(torchvision_ops.declare_missing_operators())"
    )
    assert in_new_process(code) == "False"
