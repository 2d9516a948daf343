"""Sums as news writes them: amount, currency and range are right, or null where the text leaves them open."""

import pytest

from workers.entities.values import find_values

# sentence, the sum as it stands there, amount, upper end, currency
SUMS = [
    ("It will invest $52.4 billion in cloud computing.", "$52.4 billion", "52400000000", None, "USD"),
    ("Revenue reached CNY31.7 billion.", "CNY31.7 billion", "31700000000", None, "CNY"),
    ("It may reach CNY240 billion by 2028.", "CNY240 billion", "240000000000", None, "CNY"),
    ("Is the $52 Billion Plan Real?", "$52 Billion", "52000000000", None, "USD"),
    ("The club paid £2m for him.", "£2m", "2000000", None, "GBP"),
    ("A £1.5bn hole in the budget.", "£1.5bn", "1500000000", None, "GBP"),
    ("The loan of US$ 5 million was approved.", "US$ 5 million", "5000000", None, "USD"),
    ("A US$1,250,000 grant.", "US$1,250,000", "1250000", None, "USD"),
    ("He was fined N$100 000 in Windhoek.", "N$100 000", "100000", None, "NAD"),
    ("They owe N$1.2 million.", "N$1.2 million", "1200000", None, "NAD"),
    ("The ticket costs Rs 13 500.", "Rs 13 500", "13500", None, None),
    ("In India the ticket costs Rs 13,500.", "Rs 13,500", "13500", None, "INR"),
    ("Sri Lanka paid Rs. 2 million.", "Rs. 2 million", "2000000", None, "LKR"),
    ("India and Pakistan each paid Rs 500.", "Rs 500", "500", None, None),
    ("A relief fund of ₹1,23,45,678.", "₹1,23,45,678", "12345678", None, "INR"),
    ("Losses of ₹40 crore were reported.", "₹40 crore", "400000000", None, "INR"),
    ("A package of ₹2 lakh crore.", "₹2 lakh crore", "2000000000000", None, "INR"),
    ("The merger is worth RM1bil.", "RM1bil", "1000000000", None, "MYR"),
    ("RM30mil was set aside.", "RM30mil", "30000000", None, "MYR"),
    ("It costs Tk 500 a month.", "Tk 500", "500", None, "BDT"),
    ("A budget of Tk5 crore.", "Tk5 crore", "50000000", None, "BDT"),
    ("The prize is €10,000.", "€10,000", "10000", None, "EUR"),
    ("It raised EUR 20 million.", "EUR 20 million", "20000000", None, "EUR"),
    ("It raised 20 million euros.", "20 million euros", "20000000", None, "EUR"),
    ("They pay 500 € a month.", "500 €", "500", None, "EUR"),
    ("The bill is €13.500 today.", "€13.500", None, None, "EUR"),
    ("A fund of €1.250 billion.", "€1.250 billion", "1250000000", None, "EUR"),
    ("A fund of €3,5 million.", "€3,5 million", "3500000", None, "EUR"),
    ("Shares fell to $3.50.", "$3.50", "3.5", None, "USD"),
    ("Oil is at $81.75 a barrel.", "$81.75", "81.75", None, "USD"),
    ("It costs $0.05 a page.", "$0.05", "0.05", None, "USD"),
    ("A $100-million deal.", "$100-million", "100000000", None, "USD"),
    ("They live on $5-a-day wages.", "$5", "5", None, "USD"),
    ("A loss of -$5m was booked.", "-$5m", "-5000000", None, "USD"),
    ("The $20bn fund opened.", "$20bn", "20000000000", None, "USD"),
    ("A market of $2.5tn.", "$2.5tn", "2500000000000", None, "USD"),
    ("A market of $1.1 trillion.", "$1.1 trillion", "1100000000000", None, "USD"),
    ("He earns $90k.", "$90k", "90000", None, "USD"),
    ("It would cost $5-10 million.", "$5-10 million", "5000000", "10000000", "USD"),
    ("It would cost $5 million to $10 million.", "$5 million to $10 million", "5000000", "10000000", "USD"),
    ("It would cost $5m–$10m.", "$5m–$10m", "5000000", "10000000", "USD"),
    ("Prices of $500 to $1 million.", "$500 to $1 million", "500", "1000000", "USD"),
    ("Fees of £20-£30.", "£20-£30", "20", "30", "GBP"),
    ("Fees of $30-20.", "$30-20", None, None, "USD"),
    ("It sold for two million euros.", "two million euros", "2000000", None, "EUR"),
    ("It sold for a million dollars.", "a million dollars", "1000000", None, "USD"),
    ("It sold for half a million pounds.", "half a million pounds", "500000", None, None),
    ("London offered half a million pounds.", "half a million pounds", "500000", None, "GBP"),
    ("Twenty-five dollars? No: twenty-five dollars.", "twenty-five dollars", "25", None, "USD"),
    ("It pays 13,500 rupees.", "13,500 rupees", "13500", None, None),
    ("It pays 300 Sri Lankan rupees.", "300 Sri Lankan rupees", "300", None, "LKR"),
    ("It pays 100 yen.", "100 yen", "100", None, "JPY"),
    ("The toll is ¥500.", "¥500", "500", None, None),
    ("In Japan the toll is ¥500.", "¥500", "500", None, "JPY"),
    ("In China the toll is ¥500.", "¥500", "500", None, "CNY"),
    ("A deal of 50 billion won.", "50 billion won", "50000000000", None, "KRW"),
    ("Fines of 30 million pesos.", "30 million pesos", "30000000", None, None),
    ("Mexico set fines of 30 million pesos.", "30 million pesos", "30000000", None, "MXN"),
    ("They paid 200 Swiss francs.", "200 Swiss francs", "200", None, "CHF"),
    ("They paid 200 francs.", "200 francs", "200", None, None),
    ("It cost R500 million.", "R500 million", "500000000", None, "ZAR"),
    ("It cost R50 in South Africa.", "R50", "50", None, "ZAR"),
    ("It cost R12 000.", "R12 000", "12000", None, "ZAR"),
    ("It cost KSh 3,000.", "KSh 3,000", "3000", None, "KES"),
    ("It cost Sh3,000 in Nairobi, Kenya.", "Sh3,000", "3000", None, "KES"),
    ("It cost Sh3,000.", "Sh3,000", "3000", None, None),
    ("It cost ₦50 billion.", "₦50 billion", "50000000000", None, "NGN"),
    ("It cost N50 billion.", "N50 billion", "50000000000", None, "NGN"),
    ("It cost GH₵200.", "GH₵200", "200", None, "GHS"),
    ("It cost A$3 million.", "A$3 million", "3000000", None, "AUD"),
    ("It cost C$40.", "C$40", "40", None, "CAD"),
    ("It cost HK$7.8 million.", "HK$7.8 million", "7800000", None, "HKD"),
    ("It cost S$12.", "S$12", "12", None, "SGD"),
    ("It cost 12 million Australian dollars.", "12 million Australian dollars", "12000000", None, "AUD"),
    ("It cost 5,000 USD.", "5,000 USD", "5000", None, "USD"),
    ("It cost USD 5,000.", "USD 5,000", "5000", None, "USD"),
    ("It cost BRL 70 million.", "BRL 70 million", "70000000", None, "BRL"),
    ("It cost R$70 million.", "R$70 million", "70000000", None, "BRL"),
    ("It cost 900 Swedish kronor.", "900 Swedish kronor", "900", None, "SEK"),
    ("It cost 900 kroner in Norway.", "900 kroner", "900", None, "NOK"),
    ("It cost 50p.", "50p", "0.5", None, "GBP"),
    ("It cost 99 pence.", "99 pence", "0.99", None, "GBP"),
    ("It cost 5 US cents.", "5 US cents", "0.05", None, "USD"),
    ("It cost 5 cents.", "5 cents", "0.05", None, None),
    ("It lost millions of dollars.", "millions of dollars", None, None, "USD"),
    ("It lost hundreds of millions of euros.", "hundreds of millions of euros", None, None, "EUR"),
    ("It lost several million pounds in London.", "several million pounds", None, None, "GBP"),
    ("Version $1.2.3 is odd.", "$1.2.3", None, None, "USD"),
    ("It cost $1,23.", "$1,23", None, None, "USD"),
]


@pytest.mark.parametrize(("sentence", "written", "amount", "high", "currency"), SUMS)
def test_sum(sentence: str, written: str, amount: str | None, high: str | None, currency: str | None) -> None:
    (value,) = [value for value in find_values(sentence, None) if value.label == "MONEY"][-1:]
    assert (value.text, value.amount, value.amount_high, value.currency) == (written, amount, high, currency)
    assert sentence[value.start : value.end] == value.text


NO_SUMS = [
    "They won 5 won games.",
    "Add 20 pounds of meat.",
    "A dollar is a dollar.",
    "Room R 5 is taken.",
    "He ran the 100m in ten seconds.",
    "The rand fell.",
    "Chapter 13 begins.",
    "The N10 and the R21 are closed.",
    "Route A12 is closed.",
    "She was number 10 at the club.",
]


@pytest.mark.parametrize("sentence", NO_SUMS)
def test_no_sum(sentence: str) -> None:
    assert [value.text for value in find_values(sentence, None) if value.label == "MONEY"] == []


def test_a_change_from_one_sum_to_another_is_two_sums() -> None:
    values = find_values("Profit rose from $5 million to $7 million.", None)
    assert [(value.text, value.amount) for value in values] == [("$5 million", "5000000"), ("$7 million", "7000000")]
