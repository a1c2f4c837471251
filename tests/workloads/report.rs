//! Reads a listing of files from standard input and reports what kinds of file take the space.
//!
//! The listing is CSV with the header `path,extension,bytes,age_days`. It is read as it comes and never held: only one
//! total for each extension is. The last line of the report is the SHA-256 of the whole input.

mod csv;
mod sha256;

use std::collections::HashMap;
use std::env;
use std::io::{self, Read, Write};
use std::process;

const HELP: &str = "\
usage: report [--top N] [--strict] [--exit STATUS] [--help] < listing.csv

  --top N        show the N largest extensions only; the total is of all
  --strict       end with status 2 when a row is malformed
  --exit STATUS  end with this status (0 to 255) when all went well
";

const HEADER: [&[u8]; 4] = [b"path", b"extension", b"bytes", b"age_days"];

const USAGE_ERROR: i32 = 64;
const INPUT_ERROR: i32 = 65;
const MALFORMED_ROWS: i32 = 2;

#[derive(Default)]
struct Totals {
    files: u64,
    bytes: u128,
    largest: u64,
    days: u128,
}

impl Totals {
    fn add(&mut self, bytes: u64, days: u64) {
        self.files += 1;
        self.bytes += u128::from(bytes);
        self.largest = self.largest.max(bytes);
        self.days += u128::from(days);
    }

    /// Mean age in tenths of a day, rounded half up: no floating point, so that the report is the same everywhere.
    fn mean_age(&self) -> String {
        let files = u128::from(self.files.max(1));
        let tenths = (self.days * 20 + files) / (files * 2);
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

#[derive(Default)]
struct Report {
    kinds: HashMap<Vec<u8>, Totals>,
    all: Totals,
    malformed: u64,
    first_malformed: Option<(u64, String)>,
    header_seen: bool,
}

impl Report {
    /// Takes one record; an error is about the input as a whole.
    fn take(&mut self, line: u64, record: csv::Record) -> Result<(), String> {
        let row = match record {
            csv::Record::Malformed(problem) => Err(problem.to_string()),
            csv::Record::Fields(fields) if !self.header_seen => {
                if fields.len() != HEADER.len() || (0..HEADER.len()).any(|i| fields.get(i) != HEADER[i]) {
                    return Err("the header is not path,extension,bytes,age_days".to_string());
                }
                self.header_seen = true;
                return Ok(());
            }
            csv::Record::Fields(fields) => self.add(&fields),
        };
        if let Err(problem) = row {
            if !self.header_seen {
                return Err(problem);
            }
            self.malformed += 1;
            self.first_malformed.get_or_insert((line, problem));
        }
        Ok(())
    }

    fn add(&mut self, fields: &csv::Fields) -> Result<(), String> {
        if fields.len() != HEADER.len() {
            return Err(format!("{} fields instead of {}", fields.len(), HEADER.len()));
        }
        let bytes = number(fields.get(2)).ok_or("bytes is not a number")?;
        let days = number(fields.get(3)).ok_or("age_days is not a number")?;
        let extension = fields.get(1);
        match self.kinds.get_mut(extension) {
            Some(kind) => kind.add(bytes, days),
            None => {
                let mut kind = Totals::default();
                kind.add(bytes, days);
                self.kinds.insert(extension.to_vec(), kind);
            }
        }
        self.all.add(bytes, days);
        Ok(())
    }

    fn print(&self, top: usize, digest: &[u8; 32]) -> io::Result<()> {
        let mut kinds: Vec<(&Vec<u8>, &Totals)> = self.kinds.iter().collect();
        kinds.sort_by(|a, b| b.1.bytes.cmp(&a.1.bytes).then_with(|| a.0.cmp(b.0)));

        let mut rows = vec![["extension", "files", "bytes", "largest", "mean age"].map(String::from)];
        rows.extend(kinds.iter().take(top).map(|(name, totals)| cells(&printable(name), totals)));
        rows.push(cells("total", &self.all));
        let mut widths = [0; 5];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }

        let mut out = io::BufWriter::new(io::stdout().lock());
        for row in &rows {
            write!(out, "{:<1$}", row[0], widths[0])?;
            for (cell, width) in row.iter().zip(widths).skip(1) {
                write!(out, "  {:>1$}", cell, width)?;
            }
            writeln!(out)?;
        }
        writeln!(out, "rows {}", self.all.files)?;
        write!(out, "sha256 ")?;
        for byte in digest {
            write!(out, "{:02x}", byte)?;
        }
        writeln!(out)?;
        out.flush()
    }
}

fn cells(name: &str, totals: &Totals) -> [String; 5] {
    [
        name.to_string(),
        totals.files.to_string(),
        totals.bytes.to_string(),
        totals.largest.to_string(),
        totals.mean_age(),
    ]
}

fn printable(name: &[u8]) -> String {
    match name {
        b"" => "(none)".to_string(),
        _ => String::from_utf8_lossy(name)
            .chars()
            .map(|c| if c.is_control() { '?' } else { c })
            .collect(),
    }
}

/// Decimal digits only: no sign, no space, no overflow.
fn number(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0u64, |value, byte| match byte {
        b'0'..=b'9' => value.checked_mul(10)?.checked_add(u64::from(byte - b'0')),
        _ => None,
    })
}

struct Options {
    top: usize,
    strict: bool,
    exit: u8,
}

/// None stands for `--help`.
fn options(arguments: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut options = Options {
        top: usize::MAX,
        strict: false,
        exit: 0,
    };
    let mut arguments = arguments.skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = |what: &str| arguments.next().ok_or(format!("{what} needs a number"));
        match argument.as_str() {
            "--top" => options.top = value("--top")?.parse().map_err(|_| "--top needs a number")?,
            "--exit" => options.exit = value("--exit")?.parse().map_err(|_| "--exit needs a number from 0 to 255")?,
            "--strict" => options.strict = true,
            "--help" => return Ok(None),
            _ => return Err(format!("{argument} is not an option; see --help")),
        }
    }
    Ok(Some(options))
}

fn read_all() -> Result<(Report, [u8; 32]), String> {
    let mut report = Report::default();
    let mut reader = csv::Reader::new();
    let mut hash = sha256::Sha256::new();
    let mut input = io::stdin().lock();
    let mut buffer = vec![0; 64 * 1024];
    let mut fatal = Ok(());
    let mut each = |line: u64, record: csv::Record| {
        if fatal.is_ok() {
            fatal = report.take(line, record).map_err(|problem| format!("line {line}: {problem}"));
        }
    };
    loop {
        match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => {
                hash.update(&buffer[..length]);
                reader.feed(&buffer[..length], &mut each);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(format!("the input can't be read: {error}")),
        }
    }
    reader.finish(&mut each);
    fatal?;
    if !report.header_seen {
        return Err("the input is empty".to_string());
    }
    Ok((report, hash.finish()))
}

fn run() -> i32 {
    let options = match options(env::args()) {
        Ok(Some(options)) => options,
        Ok(None) => {
            print!("{HELP}");
            return 0;
        }
        Err(problem) => {
            eprintln!("report: {problem}");
            return USAGE_ERROR;
        }
    };
    let (report, digest) = match read_all() {
        Ok(result) => result,
        Err(problem) => {
            eprintln!("report: {problem}");
            return INPUT_ERROR;
        }
    };
    if let Err(error) = report.print(options.top, &digest) {
        eprintln!("report: the report can't be written: {error}");
        return INPUT_ERROR;
    }
    if let Some((line, problem)) = &report.first_malformed {
        eprintln!("report: {} malformed rows, the first on line {line}: {problem}", report.malformed);
        if options.strict {
            return MALFORMED_ROWS;
        }
    }
    i32::from(options.exit)
}

fn main() {
    process::exit(run());
}
