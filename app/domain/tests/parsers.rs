//! Every parser of the crate: the vectors of `domain.md` §4.1–4.5 by name, and
//! properties that hold for any text.

use domain::{
    contact::{self, ContactError},
    credit_code::{CreditCode, CreditCodeError},
    date::{Date, DateError, FIRST_YEAR, LAST_YEAR, Month},
    id_number::{
        IdNumber, IdNumberError, Sex,
        document::{self, DocumentError},
    },
    text::{self, NameError},
};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    Date::parse(text).expect("a date of the test")
}

fn today() -> Date {
    day("2026-11-24")
}

// Dates (§4.5)

#[test]
fn ways_of_writing_a_date() {
    for text in [
        "2007-07-02",
        "2007-7-2",
        "2007/7/2",
        "2007.7.2",
        "2007.07.02",
        "20070702",
        "2007年7月2日",
        "2007年07月02号",
        "2007年7月2",
        "２００７－０７－０２",
        "２００７年７月２日",
        "２００７．７．２",
        "2007。7。2",
        "2007–7–2",
        "　2007-07-02 \n",
        "2007 年 7 月 2 日",
        "2007 - 7 - 2",
    ] {
        assert_eq!(Date::parse(text).map(|date| date.to_string()), Ok("2007-07-02".to_owned()), "{text:?}");
    }
}

#[test]
fn what_is_no_date() {
    for text in [
        "07-07-02",
        "2007-07",
        "2007",
        "2007-7/2",
        "2007-07-02-",
        "2007-07-02-1",
        "-2007-07-02",
        "2007--07-02",
        "200707",
        "2007070",
        "200707021",
        "2007-007-2",
        "2007-7-002",
        "2007年7月",
        "2007月7年2日",
        "2007-7-2日",
        "2007年7月2日3",
        "2007 07 02",
        "20 07-07-02",
        "至今",
        "二〇〇七年",
        "٢٠٠٧-٠٧-٠٢",
        "2007-07-0x",
    ] {
        assert_eq!(Date::parse(text), Err(DateError::Shape), "{text:?}");
    }
    for text in ["", "  ", "　\n"] {
        assert_eq!(Date::parse(text), Err(DateError::Empty));
    }
}

/// The guide's own sample row ends on this day.
#[test]
fn the_impossible_day_of_the_guide() {
    let error = Date::parse("2021-02-29").expect_err("2021 is no leap year");
    assert_eq!(error, DateError::NoSuchDay { year: 2021, month: 2, day_max: 28 });
    assert_eq!(error.to_string(), "2021 年 2 月只有 28 天，请改正日期");
}

#[test]
fn days_and_months_that_do_not_exist() {
    assert_eq!(Date::parse("2007-04-31"), Err(DateError::NoSuchDay { year: 2007, month: 4, day_max: 30 }));
    assert_eq!(Date::parse("2007-01-00"), Err(DateError::NoSuchDay { year: 2007, month: 1, day_max: 31 }));
    assert_eq!(Date::parse("1900-02-29"), Err(DateError::NoSuchDay { year: 1900, month: 2, day_max: 28 }));
    assert_eq!(Date::parse("2000-02-30"), Err(DateError::NoSuchDay { year: 2000, month: 2, day_max: 29 }));
    assert_eq!(Date::parse("2007-13-01"), Err(DateError::NoSuchMonth { month: 13 }));
    assert_eq!(Date::parse("20070001"), Err(DateError::NoSuchMonth { month: 0 }));
    assert_eq!(Date::parse("1799-12-31"), Err(DateError::Range));
    assert_eq!(Date::parse("2201-01-01"), Err(DateError::Range));
    assert!(
        Date::parse("2000-02-29").is_ok() && Date::parse("1800-01-01").is_ok() && Date::parse("2200-12-31").is_ok()
    );
    assert_eq!((Date::new(2021, 2, 29), Date::new(2021, 0, 1), Date::new(0, 1, 1)), (None, None, None));
}

/// Every day there is follows the one before, and its number leads back to it.
#[test]
fn the_whole_calendar() {
    assert_eq!(day("1970-01-01").days(), 0);
    assert_eq!(day("2000-03-01").days(), 11_017);
    assert_eq!(day("1969-12-31").days(), -1);
    let mut number = day("1800-01-01").days();
    assert_eq!(Date::from_days(number - 1), None);
    for year in FIRST_YEAR..=LAST_YEAR {
        for month in 1..=12 {
            for dom in 1..=31 {
                let Some(date) = Date::new(year, month, dom) else { continue };
                assert_eq!((date.days(), Date::from_days(number)), (number, Some(date)));
                number += 1;
            }
        }
    }
    assert_eq!(Date::from_days(number), None);
    assert_eq!(Date::from_days(i64::MAX), None);
    assert_eq!(Date::from_days(i64::MIN), None);
}

#[test]
fn periods_are_clamped_to_the_month() {
    let plus = |text: &str, months: i32| day(text).plus_months(months).map(|date| date.to_string());
    assert_eq!(plus("2024-01-31", 1).as_deref(), Some("2024-02-29"));
    assert_eq!(plus("2023-01-31", 1).as_deref(), Some("2023-02-28"));
    assert_eq!(plus("2024-03-31", -1).as_deref(), Some("2024-02-29"));
    assert_eq!(plus("2024-12-15", 1).as_deref(), Some("2025-01-15"));
    assert_eq!(plus("2024-01-15", -1).as_deref(), Some("2023-12-15"));
    assert_eq!(day("2024-02-29").plus_years(1), Date::new(2025, 2, 28));
    assert_eq!(day("2024-02-29").plus_years(4), Date::new(2028, 2, 29));
    assert_eq!(day("2024-02-28").plus_days(2), Date::new(2024, 3, 1));
    for date in [day("2200-12-31").plus_days(1), day("2200-12-31").plus_months(1), day("1800-01-01").plus_years(-1)] {
        assert_eq!(date, None);
    }
    assert_eq!(
        (today().plus_years(i32::MAX), today().plus_months(i32::MIN), today().plus_days(i64::MAX)),
        (None, None, None)
    );
    assert_eq!((day("2026-11-24").until(day("2026-12-10")), day("2026-12-10").until(day("2026-11-24"))), (16, -16));
}

#[test]
fn months() {
    for text in ["2007-07", "2007-7", "2007/7", "2007.7", "200707", "2007年7月", "２００７年７月", " 2007 年 7 "]
    {
        assert_eq!(Month::parse(text).map(|month| month.to_string()), Ok("2007-07".to_owned()), "{text:?}");
    }
    assert_eq!(Month::parse("2007-07").map(Month::first_day), Ok(day("2007-07-01")));
    assert_eq!(Month::parse("2007-13"), Err(DateError::NoSuchMonth { month: 13 }));
    assert_eq!(Month::parse("1799-01"), Err(DateError::Range));
    for text in ["2007", "2007-07-02", "2007年", "7月", "07-2007"] {
        assert_eq!(Month::parse(text), Err(DateError::Shape), "{text:?}");
    }
    assert_eq!((Month::new(2007, 7).map(|m| (m.year(), m.month())), Month::new(2007, 13)), (Some((2007, 7)), None));
}

#[test]
fn dates_are_text_in_json() {
    assert_eq!(
        serde_json::to_string(&(day("2007-07-02"), Month::new(2007, 7))).ok().as_deref(),
        Some(r#"["2007-07-02","2007-07"]"#)
    );
    assert_eq!(serde_json::from_str::<Date>(r#""2007-07-02""#).ok(), Some(day("2007-07-02")));
    assert!(serde_json::from_str::<Date>(r#""2021-02-29""#).is_err() && serde_json::from_str::<Month>("7").is_err());
}

// Resident ID (§4.1)

/// Number, sex, birth.
const ID_NUMBERS: [(&str, Sex, &str); 4] = [
    ("11010519491231002X", Sex::Female, "1949-12-31"),
    ("440524188001010014", Sex::Male, "1880-01-01"),
    ("442000180001010011", Sex::Male, "1800-01-01"),
    ("44200018000101002X", Sex::Female, "1800-01-01"),
];

#[test]
fn id_number_vectors() {
    for (number, sex, birth) in ID_NUMBERS {
        let id = IdNumber::parse(number, today()).expect(number);
        assert_eq!((id.sex(), id.birth(), id.as_str(), id.region()), (sex, day(birth), number, &number[..6]));
    }
}

#[test]
fn id_number_with_any_one_digit_changed() {
    for (number, ..) in ID_NUMBERS {
        for place in 0..number.len() {
            for other in "0123456789X".chars().filter(|other| !number[place..].starts_with(*other)) {
                let changed = format!("{}{other}{}", &number[..place], &number[place + 1..]);
                assert!(IdNumber::parse(&changed, today()).is_err(), "{changed}");
            }
        }
    }
}

#[test]
fn id_number_as_typed() {
    for typed in
        ["11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２ｘ", "11010519491231002Ｘ"]
    {
        assert_eq!(IdNumber::parse(typed, today()).map(|id| id.as_str().to_owned()), Ok(ID_NUMBERS[0].0.to_owned()));
    }
}

#[test]
fn id_number_errors_are_the_narrowest() {
    let error = |raw: &str| IdNumber::parse(raw, today()).expect_err("not a number");
    assert_eq!(error(" "), IdNumberError::Empty);
    assert_eq!(error("110105491231002"), IdNumberError::FifteenDigits);
    assert_eq!(error("11010549123100X"), IdNumberError::Length { got: 15 });
    assert_eq!(error("11010519491231002"), IdNumberError::Length { got: 17 });
    assert_eq!(error("1101051949123100X2"), IdNumberError::Character);
    assert_eq!(error("11010519491231002Y"), IdNumberError::Character);
    assert_eq!(error("一二三四五六七八九十一二三四五六七八"), IdNumberError::Character);
    assert_eq!(error("11010519490231002X"), IdNumberError::Birth);
    assert_eq!(error("110105194912310021"), IdNumberError::Checksum);
    assert_eq!(
        IdNumber::parse(ID_NUMBERS[0].0, day("1949-12-30")),
        Err(IdNumberError::Future),
        "born on the day after"
    );
    assert!(IdNumber::parse(ID_NUMBERS[0].0, day("1949-12-31")).is_ok());
}

#[test]
fn id_number_never_shows_whole() {
    let id = IdNumber::parse("442000180001010011", today()).expect("a vector");
    assert_eq!(id.masked(), "4420**********0011");
    assert_eq!(format!("{id:?}"), "4420**********0011");
}

/// A number by the definition of the standard (ISO 7064 MOD 11-2), not by its table of weights.
fn id_number(body: &str) -> String {
    let sum = body.chars().fold(0, |sum, digit| (sum + digit.to_digit(10).expect("a digit")) * 2 % 11);
    let check = (12 - sum) % 11;
    format!("{body}{}", if check == 10 { "X".to_owned() } else { check.to_string() })
}

#[test]
fn other_documents() {
    let check = |kind: &str, raw: &str| document::check(kind, raw, today());
    let permit = id_number("81000019900101999");
    let resident = id_number("44200019900101990");
    assert_eq!(check("16", &permit), Ok(permit.clone()));
    assert_eq!(check("01", &permit), Err(DocumentError::ResidencePermit));
    assert_eq!(check("16", &resident), Err(DocumentError::NotResidencePermit));
    assert_eq!(check("01", &resident.to_lowercase()), Ok(resident));
    assert_eq!(check("01", "110105194912310021"), Err(DocumentError::IdNumber(IdNumberError::Checksum)));
    for (kind, good) in [
        ("04", "H12345678"),
        ("04", "H1234567801"),
        ("05", "M12345678"),
        ("06", "12345678"),
        ("06", "1234567890"),
        ("07", "ABC123456789012"),
        ("08", "AB12345"),
        ("17", "E12345678"),
        ("17", "EA1234567"),
        ("02", "军字第1234567号"),
        ("99", "A-1"),
        ("", "任意"),
    ] {
        assert_eq!(check(kind, good), Ok(good.to_owned()), "{kind}");
    }
    assert_eq!(check("04", " h1234 5678 "), Ok("H12345678".to_owned()));
    let new = id_number("91104019900101999");
    assert_eq!(check("07", &new), Ok(new.clone()));
    for (kind, bad) in [
        ("04", "M12345678"),
        ("05", "H12345678"),
        ("04", "H123456789"),
        ("06", "123456789"),
        ("06", "1234567a"),
        ("07", "ABC12345678901"),
        ("07", "911040199001019990"),
        ("08", "AB1"),
        ("08", "护照12345"),
        ("17", "12345678"),
        ("17", "ABC1234567"),
    ] {
        assert!(matches!(check(kind, bad), Err(DocumentError::Shape(_))), "{kind} {bad}");
    }
    assert_eq!(check("99", &"1".repeat(41)), Err(DocumentError::Long { got: 41 }));
    assert_eq!(check("99", " "), Err(DocumentError::Empty));
    assert_eq!(
        check("04", "1").expect_err("too short").to_string(),
        "应为字母 H 加 8 位或 10 位数字，请核对证件类型和号码"
    );
}

// Credit code (§4.2)

/// The example of the standard.
const CREDIT_CODE: &str = "91350100M000100Y43";

#[test]
fn the_example_of_the_credit_code_standard() {
    let code = CreditCode::parse(CREDIT_CODE).expect("the standard's own example");
    assert_eq!((code.as_str(), code.organisation(), code.region()), (CREDIT_CODE, "M000100Y4", "350100"));
    assert_eq!(CreditCode::parse(" 91350100-m000100y4-3 "), Ok(code.clone()));
    assert_eq!(CreditCode::parse("９１３５０１００Ｍ０００１００Ｙ４３"), Ok(code));
}

/// Samples in circulation give Z or leave out the outer remainder: Y43 is valid, Y4Z is not.
#[test]
fn the_trap_of_the_outer_remainder() {
    assert_eq!(CreditCode::parse("91350100M000100Y4Z"), Err(CreditCodeError::Character('Z')));
    let divisible = (0..1000)
        .map(|n| format!("91350{n:03}M000100Y4"))
        .find(|body| credit_sum(body) == 0)
        .expect("one in 31 sums is divisible");
    assert!(CreditCode::parse(&format!("{divisible}0")).is_ok());
}

#[test]
fn credit_code_with_any_one_character_changed() {
    for place in 0..CREDIT_CODE.len() {
        for other in ALPHABET.chars().filter(|other| !CREDIT_CODE[place..].starts_with(*other)) {
            let changed = format!("{}{other}{}", &CREDIT_CODE[..place], &CREDIT_CODE[place + 1..]);
            assert!(CreditCode::parse(&changed).is_err(), "{changed}");
        }
    }
}

#[test]
fn credit_code_errors_are_the_narrowest() {
    let error = |raw: &str| CreditCode::parse(raw).expect_err("not a code");
    assert_eq!(error(""), CreditCodeError::Empty);
    assert_eq!(error("91350100M000100Y4"), CreditCodeError::Length { got: 17 });
    for c in "IOSVZ中".chars() {
        assert_eq!(error(&format!("9135010{c}M000100Y43")), CreditCodeError::Character(c));
    }
    assert_eq!(error("91350100M000100Y53"), CreditCodeError::Organisation);
    assert_eq!(error("91350100M000100Y44"), CreditCodeError::Checksum);
    assert_eq!(error("91350101M000100Y43"), CreditCodeError::Checksum);
}

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The sum modulo 31 by powers of 3, not by the table of weights.
fn credit_sum(text: &str) -> usize {
    let value = |c: char| ALPHABET.find(c).expect("a character of the alphabet");
    text.chars().fold((0, 1), |(sum, weight), c| ((sum + value(c) * weight) % 31, weight * 3 % 31)).0
}

/// A valid code around eight characters of an organisation.
fn credit_code(head: &str, organisation: &str) -> String {
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = organisation.chars().zip(weights).map(|(c, w)| c.to_digit(36).expect("a letter or digit") * w).sum();
    // Sum and check make a multiple of 11, with X for 10.
    let check = (0..11).find(|check| (sum + check).is_multiple_of(11)).expect("one of eleven");
    let body = format!("{head}{organisation}{}", if check == 10 { "X".to_owned() } else { check.to_string() });
    // Sum and check make a multiple of 31.
    let last = ALPHABET.chars().nth((31 - credit_sum(&body)) % 31).expect("one of 31");
    format!("{body}{last}")
}

// Contact (§4.3)

#[test]
fn mobiles() {
    for (typed, tidy) in [
        ("15400000000", "15400000000"),
        (" 154 0000 0000 ", "15400000000"),
        ("154-0000-0000", "15400000000"),
        ("１５４００００００００", "15400000000"),
        ("+86 15400000000", "15400000000"),
        ("008615400000000", "15400000000"),
        ("8615400000000", "15400000000"),
        ("+852 51234567", "+85251234567"),
        ("00853-61234567", "+85361234567"),
        ("+886 912345678", "+886912345678"),
    ] {
        assert_eq!(contact::mobile(typed).as_deref(), Ok(tidy), "{typed}");
    }
    let error = |raw: &str| contact::mobile(raw).expect_err("not a mobile");
    assert_eq!(error(" "), ContactError::Empty);
    assert_eq!(error("1540000000"), ContactError::MobileLength { got: 10 });
    assert_eq!(error("154000000000"), ContactError::MobileLength { got: 12 });
    assert_eq!(error("+861540000000"), ContactError::MobileLength { got: 10 });
    assert_eq!(error("12400000000"), ContactError::MobileStart);
    assert_eq!(error("25400000000"), ContactError::MobileStart);
    assert_eq!(error("1540000000a"), ContactError::Character('a'));
    assert_eq!(error("+852123"), ContactError::Foreign);
    assert_eq!(error("+0852512345678"), ContactError::Foreign);
    assert_eq!(error("+"), ContactError::Empty);
}

#[test]
fn fixed_lines() {
    for (typed, tidy) in [
        ("0760-88880000", "0760-88880000"),
        ("076088880000", "0760-88880000"),
        ("(0760)88880000", "0760-88880000"),
        ("（０７６０）８８８８００００", "0760-88880000"),
        ("0760 8888 0000", "0760-88880000"),
        ("01088880000", "010-88880000"),
        ("02088880000", "020-88880000"),
        ("020-8888000", "020-8888000"),
        ("88880000", "88880000"),
        ("8888000", "8888000"),
        ("88880000-123", "88880000-123"),
        ("0760-88880000-123456", "0760-88880000-123456"),
        ("0760-88880000转12", "0760-88880000-12"),
    ] {
        assert_eq!(contact::phone(typed).as_deref(), Ok(tidy), "{typed}");
    }
    for typed in [
        "888800",
        "888800001",
        "0760-888800",
        "076-",
        "0760",
        "07601-88880000",
        "0760-88880000-1234567",
        "1-2-3-4",
        "-",
    ] {
        assert_eq!(contact::phone(typed), Err(ContactError::Phone), "{typed}");
    }
    assert_eq!(contact::phone("15400000000"), Err(ContactError::PhoneIsMobile));
    assert_eq!(contact::phone("0760-8888ooo0"), Err(ContactError::Character('o')));
    assert_eq!(contact::phone(""), Err(ContactError::Empty));
}

#[test]
fn postcodes() {
    assert_eq!(contact::postcode(" ５２８400 ").as_deref(), Ok("528400"));
    assert_eq!(contact::postcode("52840"), Err(ContactError::Postcode));
    assert_eq!(contact::postcode("5284000"), Err(ContactError::Postcode));
    assert_eq!(contact::postcode("52840O"), Err(ContactError::Character('O')));
    assert_eq!(contact::postcode(""), Err(ContactError::Empty));
}

#[test]
fn addresses() {
    for (typed, tidy) in [
        ("Name.Surname+1@Example.COM", "Name.Surname+1@example.com"),
        (" ａｂ＠example。com ", "ab@example.com"),
        ("a@b-c.example.com", "a@b-c.example.com"),
        ("a@例子.中国", "a@例子.中国"),
    ] {
        assert_eq!(contact::email(typed).as_deref(), Ok(tidy), "{typed}");
    }
    for typed in [
        "a",
        "@example.com",
        "a@",
        "a@b@example.com",
        "a b@example.com",
        "a@example",
        "a@.com",
        "a@-b.com",
        "a@b-.com",
        "a@b..com",
        ".a@example.com",
        "a.@example.com",
        "a..b@example.com",
        "a@example.c",
        "a@1.22",
        "<a@example.com>",
        "a，b@example.com",
    ] {
        assert_eq!(contact::email(typed), Err(ContactError::Email), "{typed}");
    }
    let long = |n: usize| format!("a@{}example.com", "abcdefg.".repeat(n));
    assert!(contact::email(&long(30)).is_ok(), "253 characters");
    assert!(matches!(contact::email(&long(31)), Err(ContactError::EmailLength { got: 261 })));
    assert!(contact::email(&format!("{}@example.com", "a".repeat(64))).is_ok());
    assert_eq!(contact::email(&format!("{}@example.com", "a".repeat(65))), Err(ContactError::Email));
    assert_eq!(contact::email(""), Err(ContactError::Empty));
}

// Names and text (§4.4)

#[test]
fn names_keep_rare_characters() {
    // Of the base block, extensions A to H, the compatibility block, and 〇.
    for typed in ["张三", "李〇", "张䶮", "王𠮷", "李𪚥", "赵𫝀", "李𬀩", "钱𬺰", "孙𭀖", "周𰀀", "吴𱍐", "郑﨑"]
    {
        assert_eq!(text::name(typed).as_deref(), Ok(typed));
    }
}

#[test]
fn names_are_tidied() {
    for (typed, tidy) in [
        ("古丽•阿卜杜", "古丽·阿卜杜"),
        ("古丽‧阿卜杜", "古丽·阿卜杜"),
        ("古丽．阿卜杜", "古丽·阿卜杜"),
        ("古丽・阿卜杜", "古丽·阿卜杜"),
        ("古丽.阿卜杜", "古丽·阿卜杜"),
        ("古丽 · 阿卜杜", "古丽·阿卜杜"),
        (" 张　三\u{200B} ", "张三"),
        ("张\u{E0100}三", "张三"),
        ("Jean-Luc  O’Neil", "Jean-Luc O'Neil"),
        ("Ｊｏｈｎ F. Kennedy", "John F. Kennedy"),
        ("Cafe\u{301}", "Café"),
        ("张 Wei", "张Wei"),
    ] {
        assert_eq!(text::name(typed).as_deref(), Ok(tidy), "{typed}");
    }
}

#[test]
fn what_is_no_name() {
    for (typed, at) in [
        ("张3", '3'),
        ("张３", '３'),
        ("张😀", '😀'),
        ("张三！", '！'),
        ("张，三", '，'),
        ("张(三)", '('),
        ("张_三", '_'),
        ("张-三", '-'),
        ("-Luc", '-'),
        ("Jean--Luc", '-'),
        ("Ⅷ张", 'Ⅷ'),
        ("张Ⓐ", 'Ⓐ'),
        ("张\u{E000}", '\u{E000}'),
        ("<b>", '<'),
    ] {
        assert_eq!(text::name(typed), Err(NameError::Character(at)), "{typed}");
    }
    for typed in ["·张三", "张三·", "张··三", "·"] {
        assert_eq!(text::name(typed), Err(NameError::Dot), "{typed}");
    }
    assert_eq!(text::name(" \u{0}"), Err(NameError::Empty));
    assert_eq!(text::name("张"), Err(NameError::Short { got: 1 }));
    assert_eq!(text::name("𠮷"), Err(NameError::Short { got: 1 }));
    assert!(text::name(&"𠮷".repeat(50)).is_ok());
    assert_eq!(text::name(&"𠮷".repeat(51)), Err(NameError::Long { got: 51 }));
    assert_eq!(NameError::Character('3').to_string(), "里有“3”，只能用汉字、字母和间隔号“·”，请改正");
}

#[test]
fn clean_text() {
    for (typed, tidy) in [
        ("  一行　", "一行"),
        ("第一段\r\n第二段\r第三段\u{2028}尾", "第一段\n第二段\n第三段\n尾"),
        ("a\tb\u{0}c\u{7}d\u{85}", "a bcd"),
        ("\u{FEFF}e\u{301}\u{202E}x", "éx"),
        ("一\n\n二", "一\n\n二"),
    ] {
        assert_eq!(text::clean(typed), tidy, "{typed:?}");
    }
    assert_eq!(text::half_width("１２　ＡＢ－～"), "12 AB-~");
}

#[test]
fn characters_as_people_see_them() {
    for (typed, seen) in [
        ("", 0),
        ("张三", 2),
        ("𠮷𬀩", 2),
        ("e\u{301}x", 2),
        ("👨\u{200D}👩\u{200D}👧", 1),
        ("👍🏽", 1),
        ("🇨🇳🇨🇳", 2),
        ("一\r\n二\n", 4),
        ("葛\u{E0100}", 1),
        ("\u{301}", 1),
    ] {
        assert_eq!(text::count(typed), seen, "{typed:?}");
    }
}

// For any text

/// Texts that come near to being right, and any others.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9０-９xX+@.·/年月日转() -]{0,22}",
        "[A-Za-z'’.· \u{301}-]{0,12}",
        "[张三𠮷·•． .\u{301}]{0,8}",
        "[a-zA-Z.]{1,6}@[a-zA-Z.-]{1,8}",
        "[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?",
        "[0-9A-Y]{18}",
    ]
}

type Tidy = fn(&str) -> Option<String>;

/// Every parser, as text to tidy text.
const PARSERS: [(&str, Tidy); 10] = [
    ("date", |raw| Date::parse(raw).ok().map(|date| date.to_string())),
    ("month", |raw| Month::parse(raw).ok().map(|month| month.to_string())),
    ("id_number", |raw| IdNumber::parse(raw, today()).ok().map(|id| id.as_str().to_owned())),
    ("credit_code", |raw| CreditCode::parse(raw).ok().map(|code| code.as_str().to_owned())),
    ("mobile", |raw| contact::mobile(raw).ok()),
    ("phone", |raw| contact::phone(raw).ok()),
    ("postcode", |raw| contact::postcode(raw).ok()),
    ("email", |raw| contact::email(raw).ok()),
    ("name", |raw| text::name(raw).ok()),
    ("clean", |raw| Some(text::clean(raw).into_owned())),
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    /// No parser panics, and what it has tidied it leaves alone.
    #[test]
    fn tidying_twice_is_tidying_once(raw in typed()) {
        for (name, tidy) in PARSERS {
            if let Some(once) = tidy(&raw) {
                prop_assert_eq!(tidy(&once), Some(once), "{}", name);
            }
        }
        for kind in ["01", "04", "05", "06", "07", "08", "16", "17", "99", ""] {
            if let Ok(once) = document::check(kind, &raw, today()) {
                prop_assert_eq!(document::check(kind, &once, today()), Ok(once.clone()));
            }
        }
        prop_assert!(text::count(&raw) <= raw.chars().count());
        prop_assert_eq!(text::half_width(&text::half_width(&raw)), text::half_width(&raw));
    }

    /// Cleaned text holds nothing that a database, a page or a form refuses.
    #[test]
    fn clean_text_is_clean(raw in any::<String>()) {
        let clean = text::clean(&raw);
        prop_assert!(clean.chars().all(|c| c == '\n' || !c.is_control()));
        prop_assert_eq!(clean.trim(), &*clean);
    }

    #[test]
    fn dates_read_what_they_write(number in -62_091_i64..84_371) {
        let date = Date::from_days(number).expect("in range");
        prop_assert_eq!(Date::parse(&date.to_string()), Ok(date));
        let chinese = format!("{}年{}月{}日", date.year(), date.month(), date.day());
        prop_assert_eq!(Date::parse(&chinese), Ok(date));
        let compact = date.to_string().replace('-', "");
        prop_assert_eq!(Date::parse(&compact), Ok(date));
        prop_assert_eq!(Month::parse(&date.to_string()[..7]).map(Month::month), Ok(date.month()));
        let json = serde_json::to_string(&date).expect("a text");
        prop_assert_eq!(serde_json::from_str::<Date>(&json).ok(), Some(date));
    }

    /// Months forward and back lead to the same month, never past the day.
    #[test]
    fn months_there_and_back(number in -20_000_i64..50_000, months in -900_i32..900) {
        let date = Date::from_days(number).expect("in range");
        let there = date.plus_months(months).expect("in range");
        let back = there.plus_months(-months).expect("in range");
        prop_assert_eq!((back.year(), back.month()), (date.year(), date.month()));
        prop_assert!(back <= date && there.day() <= date.day());
        prop_assert_eq!(there.cmp(&date), months.cmp(&0));
    }

    /// Sequence codes 990 to 999 only.
    #[test]
    fn generated_id_numbers(region in 110_000_u32..660_000, born in -25_000_i64..20_000, sequence in 990_u32..1000) {
        let birth = Date::from_days(born).expect("in range");
        let body = format!("{region}{}{sequence}", birth.to_string().replace('-', ""));
        let number = id_number(&body);
        let id = IdNumber::parse(&number, today()).expect("valid by the definition");
        prop_assert_eq!(id.birth(), birth);
        prop_assert_eq!(id.sex() == Sex::Male, sequence % 2 == 1);
        let logged = format!("{id:?}");
        prop_assert!(!logged.contains(&number[4..14]), "the birth date is in {}", logged);
        for check in "0123456789X".chars().filter(|check| !number.ends_with(*check)) {
            prop_assert_eq!(IdNumber::parse(&format!("{body}{check}"), today()), Err(IdNumberError::Checksum));
        }
    }

    #[test]
    fn generated_credit_codes(head in "[1-9][1-9][1-6][0-9]{5}", organisation in "[0-9A-HJ-NP-RTUW-Y]{8}") {
        let code = credit_code(&head, &organisation);
        prop_assert_eq!(CreditCode::parse(&code).map(|code| code.as_str().to_owned()), Ok(code.clone()));
        for check in ALPHABET.chars().filter(|check| !code.ends_with(*check)) {
            prop_assert_eq!(CreditCode::parse(&format!("{}{check}", &code[..17])), Err(CreditCodeError::Checksum));
        }
    }
}
