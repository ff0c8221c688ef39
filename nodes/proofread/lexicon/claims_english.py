"""English words that state something, by what they state; they are read only where a sentence of the section has them.

A word that stands here, in any of its forms, is never held for an everyday word (`look_up.Lexicon.is_everyday`).
"""

from collections.abc import Mapping

CLAIMS: Mapping[str, str] = {
    "causes": """
    account-for arise attribute attributable because blame bring-about cause consequence contribute culprit damage
    damaging derive drive due effect explain explanation factor fault force generate grounds harm hence hurt imply
    impact implication induce inflict influence induced lead linked mechanism mean motive originate origin outcome
    owing product prompt provoke reason reflect responsible result root roots signal source spark stem suffer sufferer
    symptom therefore thus trace trigger underlie why victim vulnerable exposure exposed predispose
    """,
    "events and consequences": """
    abandon accident attack bankrupt blow break burn burnt catastrophe collapse crash crisis crush danger dangerous
    deadly death debris decay defeat destroy destruction devastate die dead dying disaster disastrous disease doom
    emergency endanger escape event explode failure fatal fight fire flood flooding famine fungus happen harm hazard
    hit incident infect infection infest infestation injure injury invade invasion jeopardy kill lodge lodging loss
    mortality outbreak perish plague poison problem recover recovery rescue ruin rot rotten rust sabotage save scorch
    smash smother spoil starve starvation steal strike stricken suffocate survive survival survivor theft threat
    threaten trample tragedy trouble troubled vandal wreck wither wilt withered wound wipe worry worrying alarm
    alarming
    """,
    "treatments and advice": """
    act action advice advise advisable apply application avoid better-to book burn buy calcium call chemical compost
    consult contact control cultivate cure cut defer delay dig disc ditch dose dosage drain drainage dressing dress
    drill drone fallow feed fence fertigation fertile fertility fertilise fertilize fertiliser fertilizer fix
    fungicide gypsum harrow harvest help herbicide hire hoe insecticide insure insurance intervene intervention invest
    irrigate irrigation lime liming manage management manure measure-against mitigate mow mulch must necessary need
    nitrogen nitrate nutrient order ought phone phosphate phosphorus plough plow plant pesticide postpone potash
    potassium prevent prevention product protect protection prune pump recommend recommendation recommended remedy
    repair replant reseed replace resow require requirement roll rotate rotation safeguard seed sell should slurry
    solution solve sow sprayer spray sprinkler stop subsidise subsidize subsidy sulphur sulfur supplement supply swap
    till tillage topdress transplant treat treatment trim urea urgent urgently use-more vaccinate ventilate water
    watering weed weeding wait zinc magnesium boron iron copper manganese glyphosate atrazine copper-sulphate bait
    trap dam borehole pivot
    """,
    "weather and water": """
    air arid atmosphere breeze chill climate cloud cloudy cold cool cyclone damp degree dew downpour drench dried
    drier dry drought dust el-niño evaporate evaporation fog freeze freezing frost frosty gale gust hail hailstone
    hailstorm haze heat heatwave hot humid humidity hurricane ice icy lightning melt mist moist moisture monsoon
    overcast puddle parched precipitation rain rainfall rainy runoff saturated scorch season shower sleet smoke snow
    snowy soak sodden solar storm stormy sun sunlight sunny sunshine swamp temperate temperature thaw thirst thirsty
    thunder tornado typhoon warm warmth water waterlogged weather wet wind windy ponding standing-water aquifer
    groundwater
    """,
    "living things": """
    acacia alfalfa almond animal ant aphid apple apricot armyworm asparagus avocado bacteria bacterial bamboo banana
    barley bean bee beet beetle berry bird blackgrass blight boar borer broccoli brome bug buckwheat bull bush
    butterfly cabbage cactus canola carrot cassava caterpillar cattle cereal chickpea chicken clover cocoa coconut
    coffee cornfield corn cotton cow crow cucumber date-palm deer dog duckweed earthworm eelgrass elephant farm-animal
    fig fir fish flax flower fly fodder forage forest fowl fox fruit fungal fungi fungus garlic gazelle goat goose
    grain grape grass grasshopper grove hay hedge hemp herb herd hop horse insect ivy jackal kale larva leaf
    leafhopper legume lemon lentil lettuce lice lichen linseed livestock locust lupin lupine lucerne maize mango
    mangrove meadow melon mice midge mildew millet mint mite mole mosaic moss moth mould mouse mulberry mushroom
    mustard nematode nut oak oat oilseed olive onion orange orchard organism palm papaya parasite pasture pathogen pea
    peach peanut pear pepper pest pheasant pig pigeon pine pineapple plantation poppy pollen poplar potato poultry
    pumpkin quinoa rabbit ragweed rapeseed rape rat reed rice rodent root rose rot rubber rust rye ryegrass scab
    seaweed seedling sheep shoot shrub slug snail sorghum soy soya soybean spinach squash squirrel stalk stem
    strawberry stubble sugarcane sugar-beet sunflower swine tea termite thistle thrips tobacco tomato tree tuber turf
    turnip vetch vine vineyard virus vole walnut wasp watermelon weed weevil wheat wildlife willow wireworm wolf worm
    yam volunteer-plant canopy biomass chlorophyll pigment photosynthesis
    """,
    "soil and ground": """
    acid acidity acidic alkaline bank basin beach boulder carbon clay coast coastal compaction compacted crust earth
    erode erosion gravel gully humus hydrology landslide limestone loam loamy mineral mud muddy organic peat pebble
    pollute pollution contaminate contamination radiation rock rocky saline salinity salt salty sand sandy sediment
    silt slope sodic stone stony subsoil substrate swampy terrain terrace topsoil toxic toxin toxicity trench wetland
    """,
    "places": """
    abroad aerial africa african airport america american arctic area-of asia atlantic australia avenue balkans bay
    belgian belgium boundary brazil bridge britain building california camp canada canal cape capital castle channel
    china chinese church city cliff colony colorado continent corner country countryside county creek danish delta
    denmark desert district dutch dyke east eastern edge england english estate europe european everywhere factory
    farmhouse farmland farmstead farmyard field-edge france french frontier german germany globe greece greenhouse
    gulf hamlet harbour hill hilltop highway home house india indian indiana inland iowa island isle italy japan
    kansas kenya lagoon lake land-use lowland map-sheet margin mexico midwest mill mountain municipality nation
    national nebraska neighbourhood neighborhood netherlands nordic north northeast northeastern northern northwest
    northwestern norway ocean oregon outside pacific park path peninsula planet plain plateau pole poland pond port
    prairie province punjab quarry railway ranch region regional reservoir ridge river riverbank riverside road
    roadside russia rural scotland sea seaside settlement shore side-of south southeast southeastern southern
    southwest southwestern spain state-of steppe strait stream street suburb summit sweden swiss switzerland territory
    texas town track tropical tropics turkey ukraine upland urban usa valley village warehouse west western wilderness
    woodland world yard zone-of uphill downhill upstream downstream left right top-half bottom-half northernmost
    southernmost upslope downslope headland hollow
    """,
    "times": """
    after afterwards age ago already always annual annually anniversary april august autumn before century christmas
    currently daily date dawn day daybreak decade december delay delayed dusk early earlier easter eventually evening
    fall february first-time flowering former formerly forthcoming fortnight friday future growing-season heading
    historic historical history holiday hour hourly immediate immediately instantly january july june last lately late
    later long long-term march may midday midnight midsummer millennium minute modern monday month monthly morning new
    newly next night nightly nineteen november now october often old once ongoing past persist persistent period
    postpone present-day previous previously prior quarter-of quickly rapid rapidly recent recently repeatedly
    ripening saturday schedule season seasonal seasonally second-time seldom september short-term since slow slowly
    sometimes soon spring stage still-to-come sudden suddenly summer sunday sunrise sunset then-and-now thursday time
    today tomorrow tonight tuesday until unusual usual usually vintage wednesday week weekend weekly while-ago winter
    yearly year years-ago yesterday yet-again young overdue premature prematurely belated timely hitherto henceforth
    nowadays
    """,
    "change": """
    accelerate advance aggravate alter amplify ascend become begin boost bounce change climb compound continue convert
    cut-back decelerate decline decrease deepen degrade degradation descend deteriorate develop development diminish
    double drop dwindle emerge ease erode escalate evolve exacerbate expand expansion fade fall fluctuate foster gain
    get grow growth halt heal heighten improve improvement increase intensify lengthen lessen lower mature mend move
    multiply mutate plummet plunge progress progression quicken raise rebound recede recover reduce reduction regress
    regrow regrowth rise shift shrink shrivel slide slip slow slump soar spread stabilise stabilize stagnate
    strengthen stunt stunted surge swell tend tendency transform transition trend triple turn turned turning tumble
    vanish wane weaken worsen yellow yellowing brown browning ripen sprout germinate bloom blossom thin thinning
    thicken
    """,
    "quality and value": """
    abnormal acceptable adequate alright amazing appalling attractive awful awesome bad badly beautiful beneficial
    benefit best better bleak brilliant careless catastrophic chaotic critical critically damaged decent defect
    defective deficient deficiency deficit delicate deplorable desirable dire dismal dreadful encouraging excellent
    exceptional extraordinary extreme extremely fair fairly-good fantastic fatal favourable favorable feeble fine fit
    flawed flourish flourishing fortunate fortunately fragile frail fresh good great happy harsh harmful harmless
    healthful hearty hopeful hopeless horrible ideal ideally ill impressive inadequate inferior insufficient intact
    lame lucky lush luxuriant magnificent marvellous mediocre miserable negative nice normal optimal optimum
    outstanding perfect perfectly pleasant pleasing plentiful poor poorly positive prime promising prosper prosperous
    quality reassuring reliable reliably rich robust sadly sad safe safely satisfactory satisfying serious seriously
    severe severely shocking sick sickly sound splendid stable steady stressed strong strongly sturdy sub-par
    substandard successful success suffering suitable superb superior superiority terrible thrive thriving troubling
    typical typically unfortunate unfortunately unhealthy unlucky useless vigorous vigorously vital weak weakness
    well-watered wonderful worse worst worthless wrong pristine flawless uniform uniformly homogeneous heterogeneous
    even unevenly patchy patchiness lively barren thirsty productive unproductive productivity concern concerning
    worrisome hardy resilient resilience tolerant
    """,
    "certainty": """
    finding findings fact measurement discovery absolute absolutely accurate accurately apparent assume assumption
    assured assuredly assure believe beyond-doubt certain certainly certainty chance clearly conclude conclusion
    conclusive conclusively confirm confirmation convince convincing definite definitely demonstrably doubt doubtful
    doubtless establish evidence evident evidently exclude expect expectation factual false foresee forecast guarantee
    guaranteed guess hope imagine impossible indeed inevitable inevitably indisputable indisputably infallible know
    knowledge known likelihood likely maybe must-be obvious obviously official perhaps plain-to-see possible possibly
    predict prediction presumably probable probably promise proof prove proven real really reliable rule-out
    scientific scientifically speculate suggest suppose sure surely surety suspect suspicion true truly truth
    trustworthy unambiguous unambiguously uncertain undeniable undeniably undoubted undoubtedly unlikely unmistakable
    unmistakably unquestionably validate validated validation verify verified verification will wrong correct
    correctly error mistake mistaken precise precision bias biased trusted
    """,
    "quantity and comparison": """
    big
    abundance abundant above add additional all almost alone amount-of ample another any around average below bit both
    bulk bunch couple countless crowd dearth deep double dozen each eighth either enormous enough entire entirely
    entirety equal equally every everything exceed excess excessive extensive extra extreme few fewer fifth first fold
    full fully gigantic great greater greatest half halve handful heap heavy heavily high higher highest hold-more
    huge hundred immense infinite intense intensity just largely large larger largest lack least less lesser lighter
    limited little long lot low lower lowest main mainly major majority many marginal marginally massive maximal
    maximum mean medium mere merely million minimal minimum minor minority moderate modest more most mostly much
    multiple multitude narrow narrowly near-total nearly negligible nil none nothing numerous one only outnumber
    outweigh over overwhelming overwhelmingly part-only partial partially partly per percent plenty plural
    predominantly primarily principal quadruple quantity quarter rare rarely reduced rest-of same scant scarce
    scarcely scattered second seldom several shallow short shortage significant significantly similar single sizeable
    skimpy sliver slight slightly slim small smaller smallest some somewhat sole solely sparse sparsely steep
    substantial substantially sufficient surplus ten tenfold tenth thick thin third thousand threefold tiny top total
    totally triple twice twofold ubiquitous under unequal uneven universal universally vast vastly very wide widely
    widespread whole wholly widest zero majority-of twelve eleven bottom rank
    """,
    "negation": """
    absence absent avoid barely cannot deny denied devoid exclude fail forbid free-of hardly impossible lacking miss
    missing never neither no nobody none nor not nothing nowhere refuse refute reject scarcely unable void without
    fake
    """,
    "people and money": """
    adviser advisor afford agency agent authority authorities bank bill brother budget business buyer capital cash
    charge cheap child commerce company compensation contract contractor cooperative cost crew customer daughter deal
    dealer debt dollar earn economic economy employee engineer enterprise euro expense expensive expert export family
    father fee fine finance financial firm fund government grandfather growers-say guest import income industry
    inspector insurer interest invest investment investor landlord landowner law lawsuit loan manager market merchant
    minister ministry money mother neighbor neighbour officer official owner pay payment penalty people person pound
    president price professor profit profitable profitability purchase rent researcher revenue sale scientist sell
    share-price shop specialist staff supplier tax team tenant trade trader union university value-of vendor wage
    wealth woman worker workforce man men women student colleague worth competitor crime criminal politician police
    """,
    "yield": """
    bumper bushel crop-loss gain grain harvestable harvest output production produce quintal tonne ton tonnage yield
    yields yielding
    """,
    "sensors and machines": """
    airborne aircraft antenna camera combine drone equipment helicopter infrared landsat laser lidar machine machinery
    microwave modis plane planet probe radar radiometer robot rover satellite sensor sonde spectrometer sprinkler
    tractor truck uav vehicle engine tyre fuel diesel electricity pipeline
    """,
    "colour": """
    amber black blue bright brown colour color crimson dark gold golden green grey gray orange pale pink purple red
    reddish violet white yellow yellowish
    """,
    "instructions to a reader or program": """
    admin assistant chatbot click command config delete disregard email execute forget ignore install instruction
    instructions language-model log login override password pip prompt robot root run script secret send shell sudo
    system token upload url user-name webpage website ai human hello sorry thanks thank welcome dear
    """,
    "crop stages and operations": """
    anthesis boot bud bunch desiccate desiccation ear emerge emergence flower flowering germination graze grazing
    heading jointing maturity pod podding rosette senesce senescence shatter silage silking sowing tassel tiller
    tillering vegetative harvested mown planted regrowth overwinter dormancy dormant
    """,
}
