"""What the conversation itself says, beside what the tools answer."""

from nodes.state import Language

WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "no_runs": "There is no finished run to speak of. Analyse a scene first: name its path.",
        "not_named": "Only a scene that you name yourself is analysed; give its path.",
        "analyse": "Analyse {scene} now? That takes from seconds to some minutes.",
        "left": "Nothing was begun.",
        "yes": "yes",
        "no": "no",
        "gone": "One of the runs cannot be asked any more: {why}",
    },
    "fr": {
        "no_runs": "Aucune analyse terminée n'est ouverte. Analysez d'abord une image : donnez son chemin.",
        "not_named": "Seule une image que vous nommez vous-même est analysée ; donnez son chemin.",
        "analyse": "Analyser {scene} maintenant ? Cela prend de quelques secondes à quelques minutes.",
        "left": "Rien n'a été lancé.",
        "yes": "oui",
        "no": "non",
        "gone": "Une des analyses ne peut plus être interrogée : {why}",
    },
}
