"""English words that tell what a name is: heads such as "University", first words such as "Lake", titles."""


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


# The last word of a name, or the one before "of": what kind of thing carries it.
_ORG_HEADS = words("""
    Academy Administration Agency Airlines Airways Alliance Army Assembly Associates Association Authority Bank Brigade
    Broadcasting Brothers Bureau Business Cabinet Chamber Charity Church Clinic Club Coalition College Commission
    Committee Communications Community Company Confederation Congress Consortium Cooperative Co-operative Corp Corp.
    Corporation Corps Council Court Courts Daily Department Dept Directorate Electric Energy Enterprise Enterprises
    Entertainment Exchange Faculty Federation Fellowship Firm Force Forces Forum Foundation Front Fund Gazette Group
    Guard Guild Herald Holdings Hospital Inc Inc. Industries Initiative Institute Institution Insurance Intelligence
    International Jihad Journal Laboratories Laboratory Labs League Legislature Library Limited LLC LLP Ltd Ltd. Mail
    Management Media Ministry Mirror Mission Monitor Motors Movement Museum Navy Network News Newspaper Observatory
    Office Opera Orchestra Organisation Organization Panel Parliament Partners Partnership Party Patrol Pharma
    Pharmaceuticals PLC Plc plc Police Post Press Publishing Records Registry School Schools Secretariat Securities
    Senate Service Services Society Squad Studio Studios Syndicate Systems Team Technologies Technology Telecom
    Telegraph Theatre Times Tribunal Tribune Trust Union United Universities University Ventures Watch Weekly
""")
_PLACE_HEADS = words("""
    Airport Alley Archipelago Arena Avenue Basin Bay Beach Border Boulevard Bridge Building Canal Canyon Cape Castle
    Cathedral Cemetery City Coast County Creek Dam Desert District Estate Falls Forest Fort Freeway Garden Gardens Gate
    Gulf Harbor Harbour Heights Highway Hill Hills Hotel Island Islands Isle Isles Junction Lake Lane Mall Mine Mosque
    Motorway Mount Mountain Mountains Oblast Ocean Palace Park Peak Peninsula Plains Plateau Plaza Port Prefecture
    Prison Province Railway Ranch Range Refuge Region Reserve Resort Ridge River Road Roundabout Sea Shrine Square
    Stadium Station Strait Straits Street Suburb Temple Terminal Territory Tower Towers Town Township Tunnel Valley
    Village Volcano Zone
""")
_EVENT_HEADS = words("""
    Award Awards Biennale Bowl Carnival Celebration Celebrations Ceremony Championship Championships Conference
    Convention Cup Derby Election Elections Expo Exposition Fair Festival Games Holocaust Hurricane Marathon Massacre
    Olympiad Olympics Parade Prix Prize Referendum Revolution Riots Summit Tour Tournament Uprising War Wars
""")
_LAW_HEADS = words("""
    Accord Accords Act Agreement Amendment Bill Constitution Declaration Directive Law Pact Protocol Regulation
    Regulations Resolution Treaty
""")
_HEADS = ((_LAW_HEADS, "LAW"), (_EVENT_HEADS, "EVENT"), (_ORG_HEADS, "ORG"), (_PLACE_HEADS, "LOC"))

# The first word, before "of" or "for": "Ministry of Health", "Friends of the Earth".
_ORG_FIRST = words("""
    Academy Army Assembly Association Bank Board Bureau Chamber Church College Commission Committee Confederation
    Congress Council Court Department Directorate Federation Foundation Friends Front Government House Institute League
    Ministry Movement Museum Office Organisation Organization Parliament Party School Secretariat Society Union
    University
""")
_PLACE_FIRST = words("Bay Camp Cape Fort Gulf Isla Isle Lake Mount Mt Mt. Port Río Strait Villa")
_COMPANY_MARKS = words("AG Co Co. Corp Corp. GmbH Inc Inc. LLC LLP Ltd Ltd. N.V. PLC Plc Pty Pvt S.A. SA plc")

HONORIFICS = words("""
    Adm Adm. Admiral Adv Advocate Alhaji Ambassador Archbishop Attorney Atty Ayatollah Bishop Brother Capt Capt. Captain
    Cardinal Chairman Chairperson Chairwoman Chancellor Chef Chief Coach Col Col. Colonel Commander Commissioner
    Comrade Congressman Congresswoman Constable Corporal Cpl Crown Dame Detective Director Dr Dr. Emir Emperor Empress
    Eng Engr Father Fr. Gen Gen. General Gov. Governor Hajia Hon Hon. Honourable Imam Inspector Judge Justice King Lady
    Lieutenant Lord Lt Lt. MLA MP Madam Maj Maj. Major Manager Mayor Minister Miss Mr Mr. Mrs Mrs. Ms Ms. Officer
    Pastor Pope Premier President Prince Princess Prof Prof. Professor Queen Rabbi Rep. Representative Rev Rev. Reverend
    Secretary Sen. Senator Sergeant Sgt Sgt. Shaykh Sheik Sheikh Shri Sir Sister Smt Speaker Spokesman Spokesperson
    Spokeswoman Sri Sultan Superintendent Vice-President
""")
# Also part of a title when an honorific follows: "Deputy Prime Minister", "Acting Police Commissioner".
TITLE_PARTS = HONORIFICS | words("""
    Acting Assistant Associate Brigadier Co-founder Deputy Ex-President Executive Federal Finance First Foreign Former
    Home Honorary Interim Late Managing Military Opposition Police Press Prime Senior Shadow State Supreme
    Then-President Union Vice
""")
MALE_TITLES = words("Mr Mr. Sir Lord King Prince Emperor Sultan Emir Pope Father Brother Alhaji Shri Sri Congressman")
FEMALE_TITLES = words("Mrs Mrs. Ms Ms. Miss Madam Dame Lady Queen Princess Empress Sister Hajia Smt Congresswoman")


# What an organisation may be called with or without.
_OPTIONAL_ENDS = words(
    "ag co company corp corporation group gmbh holding holdings inc incorporated limited llc llp ltd party plc"
)


def bare_organisation(name: str) -> str:
    """The name without its legal form and such: "Alibaba" for "Alibaba Group", in whatever case it is given."""
    kept = name.replace(",", "").split()
    while len(kept) > 1 and kept[-1].casefold().rstrip(".") in _OPTIONAL_ENDS:
        kept.pop()
    return " ".join(kept)


def label_by_head(name: str) -> str | None:
    """What the words of a name of two or more words say it is: ORG, EVENT, LAW, LOC (for any place), or None."""
    words = name.split()
    if len(words) < 2:
        return None
    if any(word in _COMPANY_MARKS for word in words[1:]) or (
        words[0] in _ORG_FIRST and words[1] in ("of", "for", "on")
    ):
        return "ORG"
    head = words[max(words.index("of"), 1) - 1] if "of" in words else words[-1]
    for candidate in (words[-1], head):
        for heads, label in _HEADS:
            if candidate in heads:
                return label
    return "LOC" if words[0] in _PLACE_FIRST else None
