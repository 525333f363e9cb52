//! What is wrong with a value, and the sentence that says how to mend it.

use std::fmt;

use crate::{
    contact,
    date::{Date, DateError, FIRST_YEAR, LAST_YEAR},
    id_number::document::DocumentError,
    text::NameError,
};

/// One finding at one field. Its `Display` is the sentence shown at the field
/// and in the summary, in the same words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    pub key: &'static str,
    pub label: &'static str,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Nothing typed.
    Fill,
    /// Nothing chosen.
    Choose,
    /// A promise that was not ticked.
    Tick,
    TooLong {
        max: usize,
        got: usize,
    },
    NotANumber,
    /// Not a decimal number of at most two places.
    NotAnAmount,
    /// More entries chosen than a field takes.
    TooMany {
        max: usize,
        got: usize,
    },
    OutOf {
        min: u32,
        max: u32,
    },
    /// A code that the table does not have or no longer offers.
    NotOffered,
    Date(DateError),
    DateOrNow(DateError),
    Name(NameError),
    Document(DocumentError),
    Contact(contact::ContactError),
    /// The date lies after today.
    Future {
        today: Date,
    },
    /// The date lies before the one it follows.
    Before {
        other: &'static str,
        date: Date,
    },
    /// Any other sentence of a rule between fields.
    Say(String),
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = self.label;
        match &self.what {
            What::Fill => write!(f, "请填写{label}"),
            What::Choose => write!(f, "请选择{label}"),
            What::Tick => write!(f, "请阅读{label}并打勾确认"),
            What::TooLong { max, got } => {
                write!(f, "{label}最多 {max} 字，现在有 {got} 字，请删去 {} 字", got - max)
            }
            What::NotANumber => write!(f, "{label}要填整数，例如 8"),
            What::NotAnAmount => write!(f, "{label}要填数字，最多两位小数，例如 12.5"),
            What::TooMany { max, got } => {
                write!(f, "{label}最多选 {max} 条，现在选了 {got} 条，请减少 {} 条", got - max)
            }
            What::OutOf { min, max } => write!(f, "{label}要在 {min} 到 {max} 之间，请改正"),
            What::NotOffered => write!(f, "{label}不在可选范围内，请重新选择"),
            What::Date(error) => date(f, label, error, ""),
            What::DateOrNow(error) => date(f, label, error, "，还没有结束的填“至今”"),
            What::Name(error) => write!(f, "{label}{error}"),
            What::Document(error) => write!(f, "{label}{error}"),
            What::Contact(error) => write!(f, "{label}{error}"),
            What::Future { today } => write!(f, "{label}不能晚于今天（{today}），请改正"),
            What::Before { other, date } => {
                write!(f, "{label}不能早于{other}，请改为 {date} 之后的日期")
            }
            What::Say(sentence) => f.write_str(sentence),
        }
    }
}

fn date(f: &mut fmt::Formatter<'_>, label: &str, error: &DateError, tail: &str) -> fmt::Result {
    match error {
        DateError::Empty => write!(f, "请填写{label}"),
        DateError::Shape => write!(f, "{label}要写成年-月-日，例如 2007-07-02{tail}"),
        DateError::NoSuchMonth { month } => write!(f, "{label}的月份是 {month}，请改为 1 到 12 之间的月份"),
        DateError::NoSuchDay { year, month, day_max } => {
            write!(f, "{label}不存在：{year} 年 {month} 月只有 {day_max} 天，请改正日期")
        }
        DateError::Range => write!(f, "{label}的年份要在 {FIRST_YEAR} 到 {LAST_YEAR} 之间，请改正"),
    }
}
