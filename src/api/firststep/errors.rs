//! What FirstStep says when something goes wrong: Indonesian, `{"error": true, "msg": …}`.

use serde_json::{Value, json};

use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Kind, Problem};
use crate::domain::moment::Moment;

/// The status and the body of a fault.
pub(crate) fn say(fault: &Fault, _: Moment) -> (u16, Value) {
    let (status, sentence) = words(fault);
    (status, json!({"error": true, "msg": sentence}))
}

/// The schema of such a body.
pub(crate) fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "error": {"type": "boolean", "description": "True."},
            "msg": {"type": "string", "description": "What is wrong."},
        },
        "required": ["error", "msg"],
    })
}

fn words(fault: &Fault) -> (u16, String) {
    let (status, sentence) = match fault {
        Fault::Fields(faults) => return (400, fields(faults)),
        Fault::BodyTooLarge { limit } => {
            return (413, format!("Ukuran data melebihi batas {}", size(*limit)));
        }
        Fault::PhotoTooManyPixels { limit } => {
            let most = limit / 1_000_000;
            return (
                400,
                format!("Foto terlalu besar, maksimal {most} megapiksel"),
            );
        }
        Fault::UnreadableBody => (400, "Isi permintaan tidak dapat dibaca"),
        Fault::MalformedRequest => (400, "Permintaan tidak valid"),
        Fault::WrongContentType => (415, "Content-Type tidak didukung"),
        Fault::HeadTooLarge => (431, "Alamat atau header permintaan terlalu panjang"),
        Fault::TooSlow => (408, "Permintaan terlalu lama dikirim"),
        Fault::NoSuchPath => (404, "Alamat tidak ditemukan"),
        Fault::WrongMethod { .. } => (405, "Metode tidak diizinkan"),
        Fault::NoCredentials => (401, "token tidak ada"),
        Fault::InvalidCredentials | Fault::ExpiredCredentials => (401, "Token invalid"),
        Fault::WrongLogin | Fault::AccountInactive | Fault::AccountSuspended => {
            (401, "Login gagal, silahkan coba lagi !!!")
        }
        Fault::WeakPassword => (400, "Password terlalu mudah ditebak"),
        Fault::WrongCode => (400, "Kode salah atau sudah kedaluwarsa"),
        Fault::WrongCurrentPassword => (401, "Password saat ini tidak valid"),
        Fault::NotAllowed => (403, "Anda tidak memiliki izin untuk menghapus pengguna ini"),
        Fault::EmailTaken => (400, "Email sudah digunakan"),
        Fault::UsernameTaken(_) => (400, "Username sudah digunakan"),
        Fault::NoAccount | Fault::NoAccounts => (404, "User tidak ditemukan"),
        Fault::SessionEnded => (400, "Sesi sudah berakhir"),
        Fault::SessionRunning => (400, "Sesi belum berakhir"),
        Fault::FeedbackGiven => (400, "Masukan sudah diberikan"),
        Fault::NoPrediction => (400, "Pengguna tidak memiliki nilai mbti"),
        Fault::NoPersona | Fault::NotFound(_) => (404, "Data tidak ditemukan"),
        Fault::NoPhoto => (404, "User saat ini tidak mempunyai foto profil"),
        Fault::PhotoMissing => (400, "Tidak memiliki foto profile"),
        Fault::PhotoNotAnImage => (400, "Invalid photo profile format (jpg/png)"),
        Fault::PhotoBroken => (400, "Foto rusak atau tidak lengkap"),
        Fault::TooManyTries { .. } => (429, "Terlalu banyak percobaan, coba lagi sebentar lagi"),
        Fault::Busy { .. } => (429, "Server sedang sibuk, silakan coba lagi sebentar lagi"),
        Fault::StorageFull => (507, "Penyimpanan server penuh, tidak ada yang diubah"),
        Fault::StorageFailing => (503, "Penyimpanan server bermasalah, tidak ada yang diubah"),
        Fault::StorageDamaged => (503, "Basis data server rusak, tidak ada yang diubah"),
        Fault::Internal => (500, "Terjadi kesalahan pada server"),
    };
    (status, sentence.to_owned())
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_048_576 => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes / 1_048_576),
    }
}

/// Most faults told at once: enough to mend a form, not sixty lines.
const TOLD: usize = 3;

/// The documented sentence if there is one, else a sentence a field.
fn fields(faults: &[FieldFault]) -> String {
    if let Some(sentence) = faults.iter().find_map(documented) {
        return sentence.to_owned();
    }
    let told = faults.iter().take(TOLD).map(field);
    told.collect::<Vec<_>>().join("; ")
}

fn documented(fault: &FieldFault) -> Option<&'static str> {
    use Problem::{Empty, Missing, WrongCount};
    match (fault.field(), &fault.problem) {
        ("email" | "password", Empty | Missing) => Some("Email atau Password tidak boleh kosong"),
        ("currentPassword" | "currrentPassword" | "newPassword", Empty | Missing) => {
            Some("Password tidak boleh kosong")
        }
        ("input", WrongCount(_)) => Some("Jawaban harus berisi 60"),
        _ => None,
    }
}

fn field(fault: &FieldFault) -> String {
    let name = match (fault.field(), fault.index()) {
        ("", _) => "Isi permintaan".to_owned(),
        // People count answers from one.
        ("input", Some(at)) => format!("Jawaban ke-{}", at + 1),
        _ => fault.to_string(),
    };
    match &fault.problem {
        Problem::Missing => format!("{name} wajib diisi"),
        Problem::Empty => format!("{name} tidak boleh kosong"),
        Problem::WrongType(kind) if fault.field() == "input" && fault.index().is_some() => {
            format!("{name} harus berupa {} antara -3 dan 3", noun(*kind))
        }
        Problem::WrongType(kind) => format!("{name} harus berupa {}", noun(*kind)),
        Problem::TooShort(least) => format!("{name} minimal {least} karakter"),
        Problem::TooLong(most) => format!("{name} maksimal {most} karakter"),
        Problem::TooManyBytes(most) => format!("{name} maksimal {most} byte"),
        Problem::OutOfRange(least, most) => {
            format!("{name} harus berupa bilangan bulat antara {least} dan {most}")
        }
        Problem::WrongCount(count) => format!("{name} harus berisi {count}"),
        Problem::TooMany(most) => format!("{name} maksimal berisi {most}"),
        Problem::NotOneOf(words) => format!("{name} harus salah satu dari: {}", words.join(", ")),
        Problem::Unknown => format!("{name} tidak dikenal"),
        Problem::NotAnEmail => format!("{name} bukan alamat email yang valid"),
        Problem::NotAUsername => format!("{name} berisi karakter yang tidak diizinkan"),
        Problem::ControlCharacters => format!("{name} berisi karakter kontrol"),
        Problem::Differs(other) => format!("{name} tidak sama dengan {other}"),
        Problem::NotALink => format!("{name} harus berupa tautan http atau https"),
        Problem::NotAMoment => format!("{name} bukan waktu RFC 3339"),
        Problem::InThePast => format!("{name} sudah lewat"),
        Problem::NotBase64 => format!("{name} bukan base64"),
    }
}

const fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "teks",
        Kind::Integer => "bilangan bulat",
        Kind::Number => "angka",
        Kind::Flag => "true atau false",
        Kind::List => "daftar",
        Kind::Object => "objek JSON",
    }
}
