//! How forms are filled in: rightly, nearly rightly, and with anything at all.
//!
//! Right values follow the kind of the field, and the fields that must agree (birth date and
//! document, start and end) are made to agree in half of the cases. Nearly right is a right
//! value that was mistyped. Days lie around the day on which the form is looked at.

use domain::{
    check::{Context, Stage},
    codes::Table,
    date::Date,
    field::{Field, Form, Kind},
    forms,
    record::basic,
    values::{NOW, Values},
};

use crate::{Case, dice::Dice};

/// Characters that ask something of a check: rare, composed, invisible, wide, signs of dates and numbers.
const LETTERS: &[char] = &[
    '张',
    '李',
    '〇',
    '䶮',
    '𠮷',
    '𬀩',
    '𰀀',
    '﨑',
    '々',
    '·',
    '•',
    '．',
    '.',
    '-',
    '—',
    '’',
    '年',
    '月',
    '日',
    '至',
    '今',
    '0',
    '1',
    '9',
    '０',
    '９',
    'x',
    'X',
    'Ｘ',
    'a',
    'Z',
    'é',
    '\u{301}',
    'ß',
    'İ',
    'ﬁ',
    'Ⅷ',
    '①',
    '😀',
    '👩',
    '\u{200D}',
    '🇨',
    '🇳',
    '\u{FE0F}',
    '\u{E0100}',
    ' ',
    '\u{3000}',
    '\u{A0}',
    '\t',
    '\n',
    '\r',
    '\u{0}',
    '\u{1F}',
    '\u{7F}',
    '\u{85}',
    '\u{200B}',
    '\u{202E}',
    '\u{2028}',
    '\u{FEFF}',
    '\u{FFFE}',
    '\u{FFFD}',
    '\u{E000}',
    '\u{10FFFF}',
    '@',
    '+',
    '/',
    '<',
    '"',
    '\'',
    '&',
    '%',
    '，',
    '。',
    '；',
    'ａ',
    '가',
    'ᄀ',
    'ا',
    '١',
];

const NUMBERS: &[&str] = &[
    "-1",
    "+5",
    "007",
    "３",
    "2.5",
    "1e3",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "-9223372036854775808",
    "99999999999999999999",
    "NaN",
    "0x10",
    "１２",
    " 8 ",
    "三",
];

pub fn case(dice: &mut Dice) -> Case {
    let all: Vec<&'static Form> = forms::all().collect();
    let form = dice.pick(&all);
    let stage = dice.pick(&[Stage::Save, Stage::Submit]);
    let today = date(dice, "1990-01-01", "2060-12-31");
    let mut values = Values::new();
    for field in form.fields() {
        let typed = match dice.below(12) {
            0 => dice.pick(&["", "", " ", "\u{3000}\n"]).to_owned(),
            1 => wild(dice),
            2 | 3 => {
                let right = right(dice, field, &values, today);
                mistyped(dice, &right)
            }
            _ => right(dice, field, &values, today),
        };
        values.set(field.key, typed);
    }
    if dice.one_in(2) {
        agree(dice, &mut values, today);
    }
    Case { form, context: Context { today, stage }, values }
}

/// Makes those fields agree that a rule compares.
fn agree(dice: &mut Dice, values: &mut Values, today: Date) {
    if values.get(basic::DOCUMENT_KIND) == basic::RESIDENT_ID {
        let region = region(dice);
        let number = resident_id(dice, today, region);
        values.set(basic::BIRTH, &number[6..14]);
        values.set(basic::SEX, if number.as_bytes()[16] % 2 == 1 { "1" } else { "2" });
        values.set(basic::DOCUMENT, number);
    }
    if let (Some(start), Some(years)) = (values.date("start"), values.whole("years"))
        && let Some(end) = i32::try_from(years).ok().and_then(|years| start.plus_years(years))
    {
        values.set("end", end.to_string());
    }
}

/// What a careful person might type.
fn right(dice: &mut Dice, field: &Field, values: &Values, today: Date) -> String {
    match field.kind {
        Kind::Line { max } | Kind::Long { max, .. } => text(dice, max),
        Kind::Name => name(dice),
        Kind::Document { kind_key } => document(dice, values.get(kind_key), today),
        Kind::Date | Kind::DateAhead => day(dice, today),
        Kind::Amount => dice
            .pick(&["0", "12.5", "0.25", "１２．５", "999999999.99", "1000000000", "1.234", ".5", "5.", "-1"])
            .to_owned(),
        Kind::DateOrNow if dice.one_in(4) => dice.pick(&[NOW, " 至今 "]).to_owned(),
        Kind::DateOrNow => day(dice, today),
        Kind::Whole { min, max } => dice.between(i64::from(min) - 1, i64::from(max) + 1).to_string(),
        Kind::Choice(table) => choice(dice, table),
        Kind::Pick(_) | Kind::Follows { .. } | Kind::Entry => letters(dice, "0123456789abcdef", &[1, 6, 9, 32, 64, 65]),
        Kind::Entries => {
            let many = dice.pick(&[0, 1, 2, 60, 61]);
            let ids = (0..many).map(|_| letters(dice, "0123456789abcdef", &[8, 36]));
            ids.collect::<Vec<String>>().join(dice.pick(&[" ", "  ", "\u{3000}"]))
        }
        Kind::Mobile => match dice.below(3) {
            0 => format!("+852 {}", digits(dice, 8)),
            1 => format!("+86-1{}", digits(dice, 10)),
            _ => format!("1{}{}", dice.pick(&[3, 4, 5, 6, 7, 8, 9, 2]), digits(dice, 9)),
        },
        Kind::Phone => {
            let area = dice.pick(&["0760", "010", "020", "(0755)", ""]);
            let sign = dice.pick(&["-", "", " ", "－"]);
            let length = dice.pick(&[7, 8]);
            format!("{area}{sign}8{}{}", digits(dice, length - 1), dice.pick(&["", "", "-12", "转8"]))
        }
        Kind::Postcode => digits(dice, 6),
        Kind::Email => {
            let name = letters(dice, "abcXYZ019._+-", &[1, 3, 8, 64, 65]);
            let host = letters(dice, "abcABC01-", &[1, 3, 12, 63]);
            format!("{name}@{host}.{}", dice.pick(&["com", "CN", "gov.cn", "中国", "c"]))
        }
        Kind::Tick { .. } => dice.pick(&["1", "on", ""]).to_owned(),
    }
}

/// Text of any length that matters: short, at the limit, one above.
fn text(dice: &mut Dice, max: usize) -> String {
    // Long texts take their time: less often.
    let length = if dice.one_in(if max > 100 { 16 } else { 3 }) {
        dice.pick(&[max - 1, max, max + 1])
    } else {
        1 + dice.place(max.min(12))
    };
    let plain = dice.pick(&['中', '字', 'a', '𠮷']);
    let mut text: String = (0..length).map(|_| if dice.one_in(9) { dice.pick(LETTERS) } else { plain }).collect();
    if dice.one_in(3) {
        // As many as meant, whatever the others were composed to.
        text = std::iter::repeat_n(plain, length).collect();
    }
    text
}

fn name(dice: &mut Dice) -> String {
    let parts =
        dice.pick(&["张三", "李〇", "𠮷田", "古丽·阿卜杜", "古丽•阿", "Jean-Luc", "O’Neil", "欧阳 䶮", "Cafe\u{301}"]);
    let more = dice.pick(&["", "", "", "·巴赫", " Wei", "𬀩", "\u{E0100}"]);
    if dice.one_in(12) { parts.repeat(1 + dice.place(26)) } else { format!("{parts}{more}") }
}

fn choice(dice: &mut Dice, table: &Table) -> String {
    let row = dice.pick(table.rows);
    if dice.one_in(15) { row.label.to_owned() } else { row.code.to_owned() }
}

fn document(dice: &mut Dice, kind: &str, today: Date) -> String {
    match kind {
        "04" => format!("H{}", digits(dice, 8)),
        "05" => format!("M{}", digits(dice, 10)),
        "06" => digits(dice, 8),
        "07" => format!("ABC{}", digits(dice, 12)),
        "08" => format!("E{}", digits(dice, 7)),
        "17" => format!("EA{}", digits(dice, 7)),
        "16" => {
            let region = dice.pick(&["810000", "820000", "830000", "442000"]);
            resident_id(dice, today, region)
        }
        _ => {
            let region = region(dice);
            resident_id(dice, today, region)
        }
    }
}

fn region(dice: &mut Dice) -> &'static str {
    dice.pick(&["110105", "440524", "442000", "810000"])
}

/// A number whose order code nobody has (990 to 999), by the definition of ISO 7064 MOD 11-2.
fn resident_id(dice: &mut Dice, today: Date, region: &str) -> String {
    let born = date(dice, "1800-01-01", "1820-12-31");
    let born = if dice.one_in(4) { near(dice, today) } else { born };
    let body = format!("{region}{}99{}", born.to_string().replace('-', ""), dice.below(10));
    let sum = body.bytes().fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    let check = match (12 - sum) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).expect("below ten"),
    };
    format!("{body}{check}")
}

/// A day in one of the ways of writing it.
fn day(dice: &mut Dice, today: Date) -> String {
    let date = match dice.below(4) {
        0 => near(dice, today),
        1 => date(dice, "1800-01-01", "2200-12-31"),
        _ => date(dice, "1990-01-01", "2020-12-31"),
    };
    let (year, month, day) = (date.year(), date.month(), date.day());
    match dice.below(9) {
        0 => format!("{year}/{month}/{day}"),
        1 => format!("{year}{month:02}{day:02}"),
        2 => format!("{year}年{month}月{day}日"),
        3 => format!("{year}.{month}.{day}"),
        // Days that may not exist.
        4 => format!("{year}-02-{}", 28 + dice.below(3)),
        5 => format!("{year}-{month:02}-31"),
        _ => date.to_string(),
    }
}

fn near(dice: &mut Dice, day: Date) -> Date {
    let off = dice.between(-3, 3);
    day.plus_days(off).unwrap_or(day)
}

fn date(dice: &mut Dice, first: &str, last: &str) -> Date {
    let number = |text: &str| Date::parse(text).expect("a day of the calendar").days();
    let days = dice.between(number(first), number(last));
    Date::from_days(days).expect("between two days of the calendar")
}

fn digits(dice: &mut Dice, length: usize) -> String {
    letters(dice, "0123456789", &[length])
}

/// Text of some of these letters, of one of these lengths.
fn letters(dice: &mut Dice, from: &str, lengths: &[usize]) -> String {
    let from: Vec<char> = from.chars().collect();
    (0..dice.pick(lengths)).map(|_| dice.pick(&from)).collect()
}

/// One or two slips of the hand.
fn mistyped(dice: &mut Dice, right: &str) -> String {
    let mut typed: Vec<char> = right.chars().collect();
    for _ in 0..=dice.below(2) {
        let place = dice.place(typed.len() + 1);
        match dice.below(6) {
            0 => typed.insert(place, dice.pick(LETTERS)),
            1 if place < typed.len() => typed[place] = dice.pick(LETTERS),
            2 if place < typed.len() => {
                typed.remove(place);
            }
            3 if place + 1 < typed.len() => typed.swap(place, place + 1),
            4 => typed = typed.iter().map(|c| full_width(*c)).collect(),
            _ => {
                typed.insert(0, dice.pick(&[' ', '\u{3000}', '\n', '\u{FEFF}']));
                typed.push(dice.pick(&[' ', '\u{3000}', '\r', '\u{0}']));
            }
        }
    }
    typed.into_iter().collect()
}

fn full_width(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// Anything.
fn wild(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => dice.pick(NUMBERS).to_owned(),
        1 => (0..dice.below(40)).map(|_| dice.pick(LETTERS)).collect(),
        2 => (0..dice.below(12)).filter_map(|_| char::from_u32(dice.below(0x11_0000))).collect(),
        _ => {
            let length = if dice.one_in(8) { dice.pick(&[1_001, 3_001]) } else { dice.pick(&[41, 64, 65, 255]) };
            std::iter::repeat_n(dice.pick(LETTERS), length).collect()
        }
    }
}
