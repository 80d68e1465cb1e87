//! The export of responses for research: nobody's name, and ids that are made anew each time.

mod codebook;
mod instrument;
mod row;
mod veil;

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde_json::{Map, Value};

use crate::app::App;
use crate::domain::fault::Fault;
use crate::domain::instrument::InstrumentResultId;
use crate::domain::response::ResponseId;
use crate::model::instruments::Instrument;
use crate::store::{self, Tx};
use crate::transfer::export::{ExportError, ExportFormat};
pub(crate) use crate::transfer::research::veil::Veil;
use crate::transfer::sink::Sink;

/// What the export of responses is called.
pub(crate) const RESPONSES: &str = "research";
/// What the list of its variables is called.
pub(crate) const CODEBOOK: &str = "codebook";

/// The programs that reckon alpha and omega from the export, by their file names.
const SCRIPTS: [(&str, &str); 2] = [
    ("reliability.R", include_str!("../../../seed/reliability.R")),
    (
        "reliability.py",
        include_str!("../../../seed/reliability.py"),
    ),
];

/// Writes all responses to the sixty, or to another instrument, as of one moment and in no order that tells when they
/// were given; returns how many.
pub(crate) fn write(
    app: &App,
    (of, veil): (Option<&Instrument>, &Veil),
    form: ExportFormat,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let (mut rows, mut failed) = (0, None);
    let mut sink = Sink::new(form, RESPONSES, out);
    sink.begin(&of.map_or_else(row::columns, instrument::columns))?;
    app.store.read_snapshot(|tx| {
        let mut ids = ids(tx, of)?;
        // In the order of their veils, which is as good as any.
        ids.sort_by_cached_key(|id| veil.name("place", *id));
        for id in ids {
            let Some(row) = row(tx, app, of, veil, id)? else {
                continue;
            };
            if let Err(error) = sink.row(row) {
                failed = Some(error);
                break;
            }
            rows += 1;
        }
        Ok::<_, Fault>(())
    })?;
    failed.map_or(Ok(()), Err)?;
    sink.end()?;
    Ok(rows)
}

/// The numbers of all rows.
fn ids(tx: &Tx, of: Option<&Instrument>) -> Result<Vec<i64>, Fault> {
    Ok(match of {
        None => store::responses::ids(tx)?
            .into_iter()
            .map(|id| id.0)
            .collect(),
        Some(of) => store::counted_results::ids(tx, of.hash())?
            .into_iter()
            .map(|id| id.0)
            .collect(),
    })
}

/// One of them.
fn row(
    tx: &Tx,
    app: &App,
    of: Option<&Instrument>,
    veil: &Veil,
    id: i64,
) -> Result<Option<Map<String, Value>>, Fault> {
    let Some(of) = of else {
        let Some(response) = store::responses::get(tx, ResponseId(id))? else {
            return Ok(None);
        };
        let turn = store::responses::turn(tx, &response)?;
        return Ok(Some(row::of(app, veil, &response, turn)));
    };
    let kept = store::counted_results::get(tx, InstrumentResultId(id))?;
    Ok(kept.and_then(|kept| instrument::row(of, veil, id, &kept)))
}

/// Writes what each variable of the export is; returns how many there are.
pub(crate) fn write_codebook(
    app: &App,
    of: Option<&Instrument>,
    form: ExportFormat,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let mut sink = Sink::new(form, CODEBOOK, out);
    sink.begin(&codebook::columns())?;
    let rows: Vec<_> = match of {
        None => codebook::rows(app).collect(),
        Some(of) => instrument::codebook(of),
    };
    let count = rows.len();
    for row in rows {
        sink.row(row)?;
    }
    sink.end()?;
    Ok(u64::try_from(count).unwrap_or(u64::MAX))
}

/// Writes the programs and the codebook into a folder.
pub(crate) fn write_scripts(
    app: &App,
    of: Option<&Instrument>,
    folder: &Path,
) -> Result<(), ExportError> {
    fs::create_dir_all(folder)?;
    for (name, text) in SCRIPTS {
        fs::write(folder.join(name), text)?;
    }
    let mut file = io::BufWriter::new(fs::File::create(folder.join("codebook.csv"))?);
    write_codebook(app, of, ExportFormat::Csv, &mut file)?;
    Ok(())
}
