"""Writes phone_oracle.csv: what libphonenumber's Python port says of numbers written in or for Vietnam.

    pip install phonenumbers==9.0.43 && python phone_oracle.py > phone_oracle.csv
"""

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType, carrier

KINDS = {value: name.lower() for name, value in vars(PhoneNumberType).items() if isinstance(value, int)}


def texts():
    tail = 2345678
    for head in range(100, 1000):  # every start a mobile number of nine digits could have
        tail = (tail * 31 + 7) % 1_000_000
        yield f"0{head}{tail:06}"
    for head in range(1210, 1220):
        yield f"0{head}34567"
    for head in range(200, 300):  # every landline area
        tail = (tail * 31 + 7) % 10_000_000
        yield f"0{head}{tail:07}"
    for head in range(120, 200):  # the eleven digits in use until 2018
        yield f"0{head}3456789"
    # Spellings.
    yield from ["+84349719999", "84349719999", "0084349719999", "+840349719999", "840349719999", "00840349719999"]
    yield from ["349719999", "912345678", "844666531", "0844666531", "84844666531", "712345678", "2438251234"]
    yield from ["034 971 9999", "034.971.9999", "034-971-9999", "(034) 9719999", "(+84) 349 719 999", "+84 (0) 349 719 999"]
    yield from ["０３４９７１９９９９", "034\u00a0971\u00a09999", "\u200b0349719999", "+842438251234", "842838251234"]
    yield from ["+841683456789", "841683456789", "1683456789", "+8401683456789", "1203456789", "1993456789", "1703456789"]
    yield from ["0123456789", "03497191211", "8434971999", "84840349719999", "034971999", "+0349719999", "140123456"]
    yield from ["0349719999 ext 5", "tel:0349719999", "0349719999/0912345678"]
    # Numbers of nobody in particular.
    yield from ["1800123456", "18001234", "1900123456", "19001234", "0672012345", "0692123456", "1992000", "113", "5656"]
    yield from ["0000000000", "0333333333", "0888888888", "0999999999", "0900000000", "0122777 7777"]
    # Other countries.
    yield from ["+14155552671", "+6591234567", "006591234567", "+442071838750", "+8613812345678", "+61412345678"]
    yield from ["+1234567", "+99912345678", "+1234567890123456", "+15550000", "14155552671"]


def verdict(text):
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        return False, "", "", ""
    if not phonenumbers.is_valid_number(number):
        return False, "", "", ""
    kind = KINDS[phonenumbers.number_type(number)]
    issuer = carrier.name_for_number(number, "en") if number.country_code == 84 else ""
    return True, phonenumbers.format_number(number, PhoneNumberFormat.E164), kind, issuer


print("# Source: PyPI phonenumbers", phonenumbers.__version__, "(libphonenumber metadata), Apache-2.0; made by phone_oracle.py.")
print("# written,valid (0 or 1),E.164,kind,issuer; region of texts without a country code: VN")
for text in texts():
    valid, e164, kind, issuer = verdict(text)
    print(",".join([text, str(int(valid)), e164, kind, issuer]))
