//! The export of responses for research: nobody's name, and ids that are made anew each time.

mod codebook;
mod row;
mod veil;

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::app::App;
use crate::domain::fault::Fault;
use crate::store;
use crate::transfer::export::{ExportError, ExportFormat};
use crate::transfer::research::veil::Veil;
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

/// Writes all responses, as of one moment and in no order that tells when they were given; returns how many.
pub(crate) fn write(
    app: &App,
    form: ExportFormat,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let (mut rows, mut failed, veil) = (0, None, Veil::new());
    let mut sink = Sink::new(form, RESPONSES, out);
    sink.begin(&row::columns())?;
    app.store.read_snapshot(|tx| {
        let mut ids = store::responses::ids(tx)?;
        // In the order of their veils, which is as good as any.
        ids.sort_by_cached_key(|id| veil.name("place", id.0));
        for id in ids {
            let Some(response) = store::responses::get(tx, id)? else {
                continue;
            };
            let turn = store::responses::turn(tx, &response)?;
            if let Err(error) = sink.row(row::of(app, &veil, &response, turn)) {
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

/// Writes what each variable of the export is; returns how many there are.
pub(crate) fn write_codebook(
    app: &App,
    form: ExportFormat,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let mut sink = Sink::new(form, CODEBOOK, out);
    sink.begin(&codebook::columns())?;
    let mut rows = 0;
    for row in codebook::rows(app) {
        sink.row(row)?;
        rows += 1;
    }
    sink.end()?;
    Ok(rows)
}

/// Writes the programs and the codebook into a folder.
pub(crate) fn write_scripts(app: &App, folder: &Path) -> Result<(), ExportError> {
    fs::create_dir_all(folder)?;
    for (name, text) in SCRIPTS {
        fs::write(folder.join(name), text)?;
    }
    let mut file = io::BufWriter::new(fs::File::create(folder.join("codebook.csv"))?);
    write_codebook(app, ExportFormat::Csv, &mut file)?;
    Ok(())
}
