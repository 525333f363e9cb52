//! Sheets of paper and the marks on them.
//!
//! A [`Book`] collects marks page by page, measured in points from the top left corner of the page's
//! content box, y downwards. It knows margins, header, footer and watermark; it does not know what
//! a form is, nor PDF operators (`write.rs`).
//!
//! To add one: a new kind of mark is a variant of [`Mark`] and an arm in `write.rs`.

/// Points per millimetre.
pub const MM: f32 = 72.0 / 25.4;
/// Font size of running text.
pub const BODY: f32 = 10.5;
/// Line height of running text: one and a half.
pub const LEADING: f32 = BODY * 1.5;

/// What a mark is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Black,
    Grey,
    /// Background of labels.
    Pale,
    /// Hair lines of the certificate.
    Hair,
    Red,
    Blue,
    /// Watermark.
    Ghost,
}

/// One thing on a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// Text whose baseline starts at `x`, `y`; `spacing` points are added after each character.
    Text { x: f32, y: f32, size: f32, text: String, ink: Ink, bold: bool, spacing: f32 },
    /// Text through the middle of the sheet, rising to the right.
    Watermark { text: String, size: f32 },
    /// An open line through the points.
    Stroke { points: Vec<(f32, f32)>, width: f32, ink: Ink },
    /// A filled rectangle.
    Fill { x: f32, y: f32, w: f32, h: f32, ink: Ink },
    /// The outline of a rectangle.
    Frame { x: f32, y: f32, w: f32, h: f32, width: f32, ink: Ink },
    /// A picture or QR code of the document by name, stretched into the rectangle.
    Picture { name: &'static str, x: f32, y: f32, w: f32, h: f32 },
}

/// Paper and margins in points.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    pub width: f32,
    pub height: f32,
    /// Margin at the binding edge: left on odd pages, right on even ones.
    pub binding: f32,
    pub outer: f32,
    pub top: f32,
    pub bottom: f32,
}

impl Sheet {
    /// A4 to be bound and printed on both sides (`domain.md` §3.1).
    pub const FORM: Self = Self {
        width: 210.0 * MM,
        height: 297.0 * MM,
        binding: 25.0 * MM,
        outer: 15.0 * MM,
        top: 22.0 * MM,
        bottom: 25.0 * MM,
    };
    /// A single sheet of A4.
    pub const CERTIFICATE: Self = Self {
        width: 210.0 * MM,
        height: 297.0 * MM,
        binding: 26.0 * MM,
        outer: 26.0 * MM,
        top: 24.0 * MM,
        bottom: 24.0 * MM,
    };

    /// Width of the content box.
    pub fn inner_width(&self) -> f32 {
        self.width - self.binding - self.outer
    }

    /// Height of the content box.
    pub fn inner_height(&self) -> f32 {
        self.height - self.top - self.bottom
    }

    /// Distance of the content box from the left edge on page `index`, counted from 0.
    pub fn left(&self, index: usize) -> f32 {
        if index.is_multiple_of(2) { self.binding } else { self.outer }
    }
}

/// Pages in the making.
pub struct Book {
    pub sheet: Sheet,
    pub pages: Vec<Vec<Mark>>,
    /// How far the current page is filled, from the top of the content box.
    pub y: f32,
}

impl Book {
    /// A book with one empty page.
    pub fn new(sheet: Sheet) -> Self {
        Self { sheet, pages: vec![Vec::new()], y: 0.0 }
    }

    /// Starts the next page.
    pub fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = 0.0;
    }

    /// Height left on the current page. A hundredth of a point forgives the rounding of sums.
    pub fn left_over(&self) -> f32 {
        self.sheet.inner_height() - self.y + 0.01
    }

    /// Puts a mark on the current page.
    pub fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// A filled rectangle.
    pub fn fill(&mut self, x: f32, y: f32, w: f32, h: f32, ink: Ink) {
        self.put(Mark::Fill { x, y, w, h, ink });
    }

    /// The outline of a rectangle.
    pub fn frame(&mut self, x: f32, y: f32, w: f32, h: f32, width: f32, ink: Ink) {
        self.put(Mark::Frame { x, y, w, h, width, ink });
    }

    /// A straight line.
    pub fn rule(&mut self, from: (f32, f32), to: (f32, f32), width: f32, ink: Ink) {
        self.put(Mark::Stroke { points: vec![from, to], width, ink });
    }

    /// Black text of normal weight whose line box of `leading` starts at `y`.
    pub fn line(&mut self, x: f32, y: f32, size: f32, leading: f32, text: &str) {
        self.put(text_mark(x, y, size, leading, text));
    }

    /// Adds header, footer and watermark to every page. The furniture of a page is drawn before its
    /// content, so that it is read first and the watermark lies below the text.
    pub fn furnish(&mut self, furniture: impl Fn(usize, usize) -> Vec<Mark>) {
        let total = self.pages.len();
        for (index, page) in self.pages.iter_mut().enumerate() {
            let mut marks = furniture(index, total);
            marks.append(page);
            *page = marks;
        }
    }
}

/// Black text of normal weight whose line box of `leading` starts at `y`.
pub fn text_mark(x: f32, y: f32, size: f32, leading: f32, text: &str) -> Mark {
    Mark::Text {
        x,
        y: baseline(y, size, leading),
        size,
        text: text.to_owned(),
        ink: Ink::Black,
        bold: false,
        spacing: 0.0,
    }
}

/// The baseline that centres a hanzi in a line box of `leading` starting at `y`: its em box reaches
/// from 0.12 em below the baseline to 0.88 em above.
pub fn baseline(y: f32, size: f32, leading: f32) -> f32 {
    y + leading / 2.0 + size * 0.38
}
