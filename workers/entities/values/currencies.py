"""How currencies are written: signs, codes and words with their ISO 4217 codes; shared ones with their countries."""

# Written before the number. Bare "$" is the United States dollar, as news agencies write it.
SIGNS = {
    "US$": "USD", "U.S.$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "Can$": "CAD", "NZ$": "NZD",
    "HK$": "HKD", "S$": "SGD", "NT$": "TWD", "TT$": "TTD", "J$": "JMD", "N$": "NAD", "Z$": "ZWL", "R$": "BRL",
    "EC$": "XCD", "Bds$": "BBD", "B$": "BND", "FJ$": "FJD", "GY$": "GYD", "L$": "LRD", "Mex$": "MXN", "MX$": "MXN",
    "$": "USD", "€": "EUR", "£": "GBP", "E£": "EGP", "LE": "EGP", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY",
    "₦": "NGN", "₱": "PHP", "₪": "ILS", "₫": "VND", "฿": "THB", "₴": "UAH", "₵": "GHS", "₸": "KZT", "৳": "BDT",
    "GH₵": "GHS", "GH¢": "GHS", "RMB": "CNY", "RM": "MYR", "Rp": "IDR", "Tk": "BDT", "Tk.": "BDT", "KSh": "KES",
    "Ksh": "KES", "KShs": "KES", "Kshs": "KES", "USh": "UGX", "Ush": "UGX", "Shs": None, "Sh": None, "TSh": "TZS",
    "Tsh": "TZS", "Rs": None, "Rs.": None, "Re": None, "¥": None, "CN¥": "CNY", "JP¥": "JPY", "SFr": "CHF", "Fr": None,
    "zł": "PLN", "Kč": "CZK", "R": "ZAR", "N": "NGN", "Php": "PHP", "PhP": "PHP", "DKr": "DKK", "NKr": "NOK",
    "SKr": "SEK", "Le": "SLE", "Nu": "BTN", "Nu.": "BTN", "QR": "QAR", "SR": "SAR", "Dh": None, "Dhs": None, "Br": None,
}  # fmt: skip

CODES = frozenset({
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AZN", "BAM", "BDT", "BGN", "BHD", "BIF", "BND",
    "BOB", "BRL", "BTN", "BWP", "BYN", "CAD", "CDF", "CHF", "CLP", "CNY", "COP", "CRC", "CZK", "DJF",
    "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "GBP", "GEL", "GHS", "GMD", "GNF", "GTQ",
    "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY",
    "KES", "KGS", "KHR", "KPW", "KRW", "KWD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD",
    "MDL", "MGA", "MKD", "MMK", "MNT", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN",
    "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON",
    "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SLE", "SOS", "SRD", "SSP", "SYP",
    "SZL", "THB", "TJS", "TMT", "TND", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS",
    "VES", "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW",
})  # fmt: skip

# Written after the number; the plural forms that English gives them are made below.
_WORDS = {
    "United States dollar": "USD", "US dollar": "USD", "U.S. dollar": "USD", "American dollar": "USD", "dollar": "USD",
    "Australian dollar": "AUD", "Canadian dollar": "CAD", "Hong Kong dollar": "HKD", "Singapore dollar": "SGD",
    "New Zealand dollar": "NZD", "Taiwan dollar": "TWD", "Namibian dollar": "NAD", "Zimbabwean dollar": "ZWL",
    "Zimbabwe dollar": "ZWL", "Jamaican dollar": "JMD", "euro": "EUR", "British pound": "GBP", "Egyptian pound": "EGP",
    "Syrian pound": "SYP", "Lebanese pound": "LBP", "Sudanese pound": "SDG", "Indian rupee": "INR",
    "Pakistani rupee": "PKR", "Pakistan rupee": "PKR", "Sri Lankan rupee": "LKR", "Nepali rupee": "NPR",
    "Nepalese rupee": "NPR", "Mauritian rupee": "MUR", "rupee": None, "yuan": "CNY", "renminbi": "CNY", "yen": "JPY",
    "Swiss franc": "CHF", "CFA franc": None, "Congolese franc": "CDF", "Rwandan franc": "RWF", "franc": None,
    "rand": "ZAR", "naira": "NGN", "cedi": "GHS", "Kenyan shilling": "KES", "Kenya shilling": "KES",
    "Ugandan shilling": "UGX", "Uganda shilling": "UGX", "Tanzanian shilling": "TZS", "Tanzania shilling": "TZS",
    "Somali shilling": "SOS", "shilling": None, "baht": "THB", "ringgit": "MYR", "rupiah": "IDR", "taka": "BDT",
    "kyat": "MMK", "Turkish lira": "TRY", "lira": None, "ruble": "RUB", "rouble": "RUB", "Russian ruble": "RUB",
    "Russian rouble": "RUB", "hryvnia": "UAH", "zloty": "PLN", "zlotys": "PLN", "forint": "HUF", "shekel": "ILS",
    "Saudi riyal": "SAR", "Qatari riyal": "QAR", "Iranian rial": "IRR", "riyal": None, "rial": None, "dirham": None,
    "UAE dirham": "AED", "Moroccan dirham": "MAD", "birr": "ETB", "kwacha": None, "Zambian kwacha": "ZMW",
    "Malawian kwacha": "MWK", "pula": "BWP", "dalasi": "GMD", "leone": "SLE", "dinar": None, "Kuwaiti dinar": "KWD",
    "Iraqi dinar": "IQD", "Jordanian dinar": "JOD", "Algerian dinar": "DZD", "Tunisian dinar": "TND",
    "Libyan dinar": "LYD", "Serbian dinar": "RSD", "peso": None, "Philippine peso": "PHP", "Mexican peso": "MXN",
    "Argentine peso": "ARS", "Chilean peso": "CLP", "Colombian peso": "COP", "Cuban peso": "CUP",
    "Brazilian real": "BRL",
    "krona": None, "Swedish krona": "SEK", "Icelandic krona": "ISK", "krone": None, "Danish krone": "DKK",
    "Norwegian krone": "NOK", "South Korean won": "KRW", "Korean won": "KRW", "won": "KRW", "Vietnamese dong": "VND",
    "dong": "VND", "sterling": "GBP", "tenge": "KZT", "afghani": "AFN", "dram": "AMD", "lari": "GEL", "tugrik": "MNT",
    "bitcoin": "BTC",
}  # fmt: skip
_PLURALS = {
    "pounds sterling": "GBP", "British pounds": "GBP", "Brazilian reais": "BRL", "reais": "BRL", "kronor": None,
    "Swedish kronor": "SEK", "kroner": None, "Danish kroner": "DKK", "Norwegian kroner": "NOK", "pesos": None,
    "liras": None, "lire": "ITL", "levs": "BGN", "leva": "BGN", "bitcoins": "BTC", "pounds": None, "pound": None,
}  # fmt: skip
WORDS: dict[str, str | None] = {
    **_WORDS,
    **{f"{word}s": code for word, code in _WORDS.items() if not word.endswith("s")},
    **_PLURALS,
}

# What several countries share: settled when the article names exactly one of them, else left null.
_RUPEE = {"INR": "India", "PKR": "Pakistan", "LKR": "Sri Lanka", "NPR": "Nepal", "MUR": "Mauriti", "SCR": "Seychelles"}
_SHILLING = {"KES": "Kenya", "UGX": "Uganda", "TZS": "Tanzania", "SOS": "Somali"}
_FRANC = {
    "CHF": "Swiss|Switzerland",
    "RWF": "Rwanda",
    "CDF": "Congo",
    "BIF": "Burundi",
    "GNF": "Guinea",
    "DJF": "Djibouti",
}
_DIRHAM = {"AED": "UAE|Emirates|Dubai|Abu Dhabi", "MAD": "Morocc"}
_DINAR = {
    "KWD": "Kuwait", "IQD": "Iraq", "JOD": "Jordan", "DZD": "Algeria", "TND": "Tunisia", "LYD": "Libya",
    "RSD": "Serbia", "BHD": "Bahrain", "MKD": "Macedonia",
}  # fmt: skip
_PESO = {
    "PHP": "Philippine|Filipin|Manila", "MXN": "Mexic", "ARS": "Argentin", "CLP": "Chile", "COP": "Colombia",
    "CUP": "Cuba", "UYU": "Uruguay", "DOP": "Dominican",
}  # fmt: skip
_KRONA = {"SEK": "Swed", "ISK": "Iceland"}
_KRONE = {"DKK": "Denmark|Danish", "NOK": "Norw"}
_POUND = {
    "GBP": "Brit|UK|U\\.K\\.|England|Scot|Wales|London",
    "EGP": "Egypt",
    "SYP": "Syria",
    "LBP": "Leban",
    "SDG": "Sudan",
}
SHARED: dict[str, dict[str, str]] = {
    "rs": _RUPEE, "re": _RUPEE, "rupee": _RUPEE, "sh": _SHILLING, "shs": _SHILLING, "shilling": _SHILLING,
    "franc": _FRANC, "fr": _FRANC, "dh": _DIRHAM, "dhs": _DIRHAM, "dirham": _DIRHAM, "dinar": _DINAR, "peso": _PESO,
    "krona": _KRONA, "kronor": _KRONA, "krone": _KRONE, "kroner": _KRONE, "pound": _POUND,
    "¥": {"JPY": "Japan|yen", "CNY": "China|Chinese|yuan|renminbi"},
    "kwacha": {"ZMW": "Zambia", "MWK": "Malawi"},
    "riyal": {"SAR": "Saudi", "QAR": "Qatar", "YER": "Yemen", "OMR": "Oman"},
    "rial": {"IRR": "Iran", "YER": "Yemen", "OMR": "Oman"},
    "lira": {"TRY": "Turk", "ITL": "Ital"},
    "br": {"ETB": "Ethiopia", "BYN": "Belarus"},
}  # fmt: skip
