//! A reader of comma-separated values (RFC 4180) that is fed in pieces and never holds more than one record.

/// What became of one record.
pub enum Record<'a> {
    Fields(Fields<'a>),
    /// A quote where none may be, or a field longer than any that is meant.
    Malformed(&'static str),
}

pub struct Fields<'a> {
    text: &'a [u8],
    ends: &'a [usize],
}

impl<'a> Fields<'a> {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn get(&self, index: usize) -> &'a [u8] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.text[start..self.ends[index]]
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    QuoteInQuoted,
}

const MAX_RECORD: usize = 1 << 20;

pub struct Reader {
    text: Vec<u8>,
    ends: Vec<usize>,
    state: State,
    problem: Option<&'static str>,
    line: u64,
    record_line: u64,
}

impl Reader {
    pub fn new() -> Self {
        Reader {
            text: Vec::with_capacity(4096),
            ends: Vec::with_capacity(16),
            state: State::FieldStart,
            problem: None,
            line: 1,
            record_line: 1,
        }
    }

    /// Takes the next piece of the input and gives every record that ends in it, with the line that it begins on.
    pub fn feed<F: FnMut(u64, Record)>(&mut self, mut data: &[u8], each: &mut F) {
        while let Some(&byte) = data.first() {
            // Most of a file is plain text between separators: that is taken in runs.
            let run = match self.state {
                State::Plain => data.iter().position(|b| matches!(b, b',' | b'\n' | b'\r' | b'"')),
                State::Quoted => data.iter().position(|b| matches!(b, b'"' | b'\n')),
                _ => Some(0),
            }
            .unwrap_or(data.len());
            if run > 0 {
                self.push(&data[..run]);
                data = &data[run..];
                continue;
            }
            self.step(byte, each);
            data = &data[1..];
        }
    }

    /// Gives the last record when the input does not end with a line break.
    pub fn finish<F: FnMut(u64, Record)>(&mut self, each: &mut F) {
        if self.state == State::Quoted {
            self.problem = self.problem.or(Some("a quoted field does not end"));
        }
        if self.state != State::FieldStart || !self.ends.is_empty() {
            self.end_record(each);
        }
    }

    fn step<F: FnMut(u64, Record)>(&mut self, byte: u8, each: &mut F) {
        match (self.state, byte) {
            (State::Quoted, b'"') => self.state = State::QuoteInQuoted,
            (State::Quoted, _) => {
                self.line += 1;
                self.push(&[byte]);
            }
            (State::QuoteInQuoted, b'"') => {
                self.push(b"\"");
                self.state = State::Quoted;
            }
            (State::FieldStart, b'"') => self.state = State::Quoted,
            (_, b',') => {
                self.ends.push(self.text.len());
                self.state = State::FieldStart;
            }
            (_, b'\n') => {
                self.line += 1;
                self.end_record(each);
            }
            (_, b'\r') => {}
            (State::QuoteInQuoted, _) => {
                self.problem = self.problem.or(Some("text follows a closing quote"));
                self.state = State::Plain;
            }
            (_, b'"') => {
                self.problem = self.problem.or(Some("a quote stands in an unquoted field"));
            }
            _ => {
                self.push(&[byte]);
                self.state = State::Plain;
            }
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.text.len() + bytes.len() <= MAX_RECORD {
            self.text.extend_from_slice(bytes);
        } else {
            self.problem = Some("the record is longer than 1 MiB");
        }
    }

    fn end_record<F: FnMut(u64, Record)>(&mut self, each: &mut F) {
        self.ends.push(self.text.len());
        let blank = self.ends.len() == 1 && self.text.is_empty() && self.state == State::FieldStart;
        match self.problem {
            Some(problem) => each(self.record_line, Record::Malformed(problem)),
            None if blank => {}
            None => each(
                self.record_line,
                Record::Fields(Fields {
                    text: &self.text,
                    ends: &self.ends,
                }),
            ),
        }
        self.text.clear();
        self.ends.clear();
        self.state = State::FieldStart;
        self.problem = None;
        self.record_line = self.line;
    }
}
