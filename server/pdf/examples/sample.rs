//! Writes the samples into a folder, and says what each cost.

use std::{env, error::Error, fs, path::PathBuf, time::Duration};

use pdf::{FormDoc, Output, sample};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("用法：sample <文件夹>")?);
    fs::create_dir_all(&folder)?;
    let draft = FormDoc {
        draft: true,
        number: String::new(),
        hash: String::new(),
        verify_url: String::new(),
        ..sample::sample_form()
    };
    type Make<'a> = &'a dyn Fn() -> Result<Output, pdf::Error>;
    let documents: [(&str, Make<'_>); 6] = [
        ("form", &|| pdf::form(&sample::sample_form())),
        ("draft", &|| pdf::form(&draft)),
        ("certificate", &|| pdf::certificate(&sample::sample_certificate())),
        ("review", &|| pdf::review(&sample::sample_review())),
        ("review-empty", &|| pdf::review(&sample::empty_review())),
        ("review-huge", &|| pdf::review(&sample::huge_review(50))),
    ];
    for (name, make) in documents {
        let start = on_cpu()?;
        make()?;
        let cold = on_cpu()? - start;
        let rounds = 20;
        let start = on_cpu()?;
        for _ in 1..rounds {
            make()?;
        }
        let output = make()?;
        let warm = (on_cpu()? - start) / rounds;
        let path = folder.join(format!("{name}.pdf"));
        fs::write(&path, &output.bytes)?;
        println!(
            "{name}：{} 页，{} 字节，处理器首次 {cold:.1?}，之后每份 {warm:.1?}",
            output.pages,
            output.bytes.len()
        );
        for glyph in &output.missing {
            println!("  {glyph}");
        }
    }
    Ok(())
}

/// How long this thread has had a processor, whatever else the machine does (Linux).
fn on_cpu() -> Result<Duration, Box<dyn Error>> {
    let schedule = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = schedule.split(' ').next().unwrap_or_default().parse()?;
    Ok(Duration::from_nanos(nanoseconds))
}
