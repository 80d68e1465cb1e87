//! Reads JSON: a list of objects, an object a line, an object with a list for each table, or
//! phpMyAdmin's list of tables.

mod php_my_admin;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::transfer::rows::{
    BadRow, Bytes, Cell, FileRow, MAX_ROW, RowReader, TableHeader, too_long, unreadable,
};

/// A file of JSON objects, each a row, read one at a time.
pub(crate) struct JsonRows {
    bytes: Bytes,
    state: JsonState,
    /// The table of rows that don't name theirs in a field `table`.
    table: String,
    header: Option<Arc<TableHeader>>,
    /// Whether each has a line of its own: then a broken one spoils no other.
    by_line: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum JsonState {
    Start,
    /// Objects with only whitespace between them.
    Lines,
    /// In a list, at an element.
    List(Place),
    /// In an object, at a table's name.
    Tables(Place),
    Over,
}

/// What a list or an object is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing: it is the file's own.
    Top,
    /// An object of tables that is the file's own.
    InTables,
    /// phpMyAdmin's object of one table, in the file's list.
    InList,
}

/// Deepest nesting; serde_json accepts no more either.
const DEEPEST: usize = 120;

impl JsonRows {
    /// Rows of this table, unless they name another.
    #[must_use]
    pub(crate) fn new(bytes: Bytes, table: &str) -> Self {
        Self {
            bytes,
            state: JsonState::Start,
            table: table.to_owned(),
            header: None,
            by_line: false,
        }
    }

    /// The same of a file with an object a line.
    #[must_use]
    pub(crate) fn by_line(mut bytes: Bytes, table: &str) -> Self {
        bytes.take_if(b"\xef\xbb\xbf");
        Self {
            state: JsonState::Lines,
            by_line: true,
            ..Self::new(bytes, table)
        }
    }

    fn begin(&mut self) {
        self.bytes.take_if(b"\xef\xbb\xbf");
        self.bytes.skip_blank();
        self.state = match self.bytes.peek() {
            Some(b'[') => {
                self.bytes.pop();
                JsonState::List(Place::Top)
            }
            Some(b'{') if begins_with_a_list_of_objects(self.bytes.ahead(1024)) => {
                self.bytes.pop();
                JsonState::Tables(Place::Top)
            }
            _ => JsonState::Lines,
        };
    }

    /// The state after the end of a list or an object.
    fn leave(&mut self, place: Place, is_object: bool) {
        self.bytes.pop();
        self.state = match (place, is_object) {
            // Lists may follow each other.
            (Place::Top, _) => JsonState::Start,
            (Place::InTables, _) => JsonState::Tables(Place::Top),
            (Place::InList, false) => JsonState::Tables(Place::InList),
            (Place::InList, true) => JsonState::List(Place::Top),
        };
    }

    /// Enters phpMyAdmin's object of one table, if it comes next.
    fn enter_wrapped(&mut self) -> bool {
        const LONGEST_HEAD: usize = 2048;
        let Some((table, length)) = php_my_admin::table(self.bytes.ahead(LONGEST_HEAD)) else {
            return false;
        };
        self.bytes.skip(length);
        self.table = table;
        self.state = JsonState::List(Place::InList);
        true
    }

    /// Moves to the next element; `None` at the end of all.
    fn seek(&mut self) -> Option<Result<(), BadRow>> {
        loop {
            self.bytes.skip_blank();
            let next = self.bytes.peek();
            match (self.state, next) {
                (JsonState::Over, _) => return None,
                (JsonState::Start | JsonState::Lines, None) => return self.failure().map(Err),
                (JsonState::Start, _) => self.begin(),
                (_, None) => {
                    let early = self.end("the file ends before its list does");
                    return Some(Err(self.failure().unwrap_or(early)));
                }
                (_, Some(b',')) => {
                    self.bytes.pop();
                }
                (JsonState::List(place), Some(b']')) => self.leave(place, false),
                (JsonState::Tables(place), Some(b'}')) => self.leave(place, true),
                (JsonState::Tables(_), Some(_)) => {
                    if let Err(why) = self.enter_table() {
                        return Some(Err(self.end(why)));
                    }
                }
                (JsonState::List(Place::Top), Some(b'{')) if self.enter_wrapped() => {}
                (JsonState::Lines | JsonState::List(_), Some(_)) => return Some(Ok(())),
            }
        }
    }

    /// What stopped reading before the file's end.
    fn failure(&mut self) -> Option<BadRow> {
        let failure = self.bytes.failure()?;
        Some(self.end(&unreadable(&failure)))
    }

    /// Reads `"name": [`; a value that isn't a list is skipped.
    fn enter_table(&mut self) -> Result<(), &'static str> {
        let name = self.cut().map_err(|_| "a table's name is unreadable")?;
        self.bytes.skip_blank();
        if !self.bytes.take_if(b":") {
            return Err("a table's name is followed by no colon");
        }
        self.bytes.skip_blank();
        if self.bytes.take_if(b"[") {
            self.table =
                serde_json::from_slice(&name).map_err(|_| "a table's name is unreadable")?;
            self.state = JsonState::List(match self.state {
                JsonState::Tables(Place::InList) => Place::InList,
                _ => Place::InTables,
            });
        } else {
            // Any other value is skipped, also one over the limit.
            let _ = self.cut();
        }
        Ok(())
    }

    fn end(&mut self, why: &str) -> BadRow {
        self.state = JsonState::Over;
        self.bad(self.bytes.line(), why.to_owned())
    }

    fn bad(&self, line: u64, why: String) -> BadRow {
        BadRow::lost(line, &self.table, why)
    }

    /// Cuts out one value.
    fn cut(&mut self) -> Result<Vec<u8>, String> {
        let mut held = Held::default();
        if self.by_line {
            while self.bytes.peek().is_some_and(|byte| byte != b'\n') {
                held.keep(self.bytes.pop());
            }
        } else {
            self.cut_value(&mut held)?;
        }
        if held.over {
            Err(too_long())
        } else {
            Ok(held.text)
        }
    }

    /// Finds the end of a value by counting brackets outside of strings; serde_json parses it.
    fn cut_value(&mut self, held: &mut Held) -> Result<(), String> {
        let mut depth = 0_usize;
        loop {
            match self.bytes.peek() {
                None if depth > 0 => return Err("the file ends in the middle of it".to_owned()),
                None => return Ok(()),
                Some(b',' | b']' | b'}' | b':') if depth == 0 => return Ok(()),
                Some(byte) if depth == 0 && byte.is_ascii_whitespace() => return Ok(()),
                Some(b'"') => self.cut_text(held)?,
                Some(byte) => {
                    match byte {
                        b'[' | b'{' => depth += 1,
                        b']' | b'}' => depth -= 1,
                        _ if depth == 0 => {
                            held.keep(self.bytes.pop());
                            continue;
                        }
                        _ => {}
                    }
                    held.over |= depth > DEEPEST;
                    held.keep(self.bytes.pop());
                }
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    fn cut_text(&mut self, held: &mut Held) -> Result<(), String> {
        held.keep(self.bytes.pop());
        loop {
            let byte = self.bytes.pop();
            held.keep(byte);
            match byte {
                Some(b'"') => return Ok(()),
                Some(b'\\') => held.keep(self.bytes.pop()),
                Some(_) => {}
                None => return Err("the file ends in the middle of a text".to_owned()),
            }
        }
    }

    fn header_of(&mut self, row: &Map<String, Value>) -> Arc<TableHeader> {
        let table = row.get("table").and_then(Value::as_str);
        let table = table.unwrap_or(&self.table);
        let columns = || row.keys().filter(|name| *name != "table");
        match &self.header {
            Some(last) if last.table == table && columns().eq(&last.columns) => Arc::clone(last),
            _ => {
                let header = Arc::new(TableHeader {
                    table: table.to_owned(),
                    columns: columns().cloned().collect(),
                });
                self.header = Some(Arc::clone(&header));
                header
            }
        }
    }
}

impl RowReader for JsonRows {
    fn next(
        &mut self,
        wanted: &mut dyn FnMut(&Arc<TableHeader>) -> bool,
    ) -> Option<Result<FileRow, BadRow>> {
        loop {
            if let Err(bad) = self.seek()? {
                return Some(Err(bad));
            }
            let line = self.bytes.line();
            let cut = match self.cut() {
                Ok(cut) if cut.is_empty() => return Some(Err(self.end("it isn't JSON"))),
                Ok(cut) => cut,
                Err(why) => return Some(Err(self.bad(line, why))),
            };
            let row: Map<String, Value> = match serde_json::from_slice(&cut) {
                Ok(row) => row,
                Err(error) => return Some(Err(self.bad(line, unsound(&error)))),
            };
            if php_my_admin::is_note(&row) {
                continue;
            }
            let header = self.header_of(&row);
            if wanted(&header) {
                let columns = row.into_iter().filter(|(name, _)| name != "table");
                let cells = columns.map(|(_, value)| cell(value)).collect();
                return Some(Ok(FileRow::of(&header, cells, line)));
            }
        }
    }
}

/// A value's text, up to the limit of a row.
#[derive(Default)]
struct Held {
    text: Vec<u8>,
    over: bool,
}

impl Held {
    fn keep(&mut self, byte: Option<u8>) {
        let Some(byte) = byte else { return };
        if self.text.len() < MAX_ROW {
            self.text.push(byte);
        } else {
            self.over = true;
        }
    }
}

fn unsound(error: &serde_json::Error) -> String {
    if error.is_data() {
        "it is no JSON object".to_owned()
    } else {
        "it is no sound JSON".to_owned()
    }
}

fn cell(value: Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Bool(flag) => Cell::Text(u8::from(flag).to_string()),
        Value::Number(number) => Cell::Text(number.to_string()),
        Value::String(text) => Cell::Text(text),
        value => match extended(&value) {
            Some(text) => Cell::Text(text.to_owned()),
            None => Cell::Json(value),
        },
    }
}

/// The text in MongoDB's `{"$oid": "…"}`, `{"$date": "…"}`, `{"$numberLong": "…"}`.
fn extended(value: &Value) -> Option<&str> {
    let fields = value.as_object().filter(|fields| fields.len() == 1)?;
    let (name, value) = fields.iter().next()?;
    matches!(&**name, "$oid" | "$date" | "$numberLong")
        .then(|| value.as_str())
        .flatten()
}

/// Whether a file begins as `{"users": [{`.
fn begins_with_a_list_of_objects(start: &[u8]) -> bool {
    let mut parts = start[1..]
        .trim_ascii_start()
        .splitn(3, |byte| *byte == b'"');
    let (Some(b""), Some(_), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let rest = rest
        .trim_ascii_start()
        .strip_prefix(b":")
        .map(<[u8]>::trim_ascii_start);
    let list = rest
        .and_then(|rest| rest.strip_prefix(b"["))
        .map(<[u8]>::trim_ascii_start);
    list.is_some_and(|list| list.starts_with(b"{"))
}
