//! FirstStep's errors: Indonesian, `{"error": true, "msg": …}`.

use serde_json::Value;

use crate::api::faults;
use crate::api::firststep::wire;
use crate::domain::fault::Fault;
use crate::domain::field::{FieldFault, Kind, Problem};
use crate::domain::moment::Moment;

/// The status and the body of a fault.
pub(crate) fn render(fault: &Fault, _: Moment) -> (u16, Value) {
    let (status, message) = faults::message(fault, own(fault), field);
    // The document has one message for all that is neither; what to do stands beside it.
    let hint = match fault {
        Fault::PhotoOtherFormat { format } => Some(format!(
            "Foto ini berformat {format}. Simpan sebagai JPEG atau PNG, lalu kirim lagi"
        )),
        _ => None,
    };
    let error = wire::Error {
        error: true,
        msg: message,
        hint,
    };
    (status, faults::body(&error))
}

/// What the sign-in says otherwise.
pub(crate) fn at_login(fault: &Fault) -> Option<(u16, Value)> {
    let error = wire::Error {
        error: true,
        msg: "Admin hanya dapat masuk dari komputer server ini".to_owned(),
        hint: None,
    };
    (*fault == Fault::NotAllowed).then(|| (403, faults::body(&error)))
}

fn own(fault: &Fault) -> Option<(u16, &'static str)> {
    Some(match fault {
        Fault::Fields(faults) => (400, faults.iter().find_map(documented)?),
        Fault::UnreadableBody => (400, "Isi permintaan tidak dapat dibaca"),
        Fault::MalformedRequest => (400, "Permintaan tidak valid"),
        Fault::WrongContentType => (415, "Content-Type tidak didukung"),
        Fault::WrongContentCoding => (415, "Content-Encoding tidak didukung"),
        Fault::BodyTooLarge { .. } => (413, "Ukuran data melebihi batas {size}"),
        Fault::HeadTooLarge => (431, "Alamat atau header permintaan terlalu panjang"),
        Fault::TooSlow => (408, "Permintaan terlalu lama dikirim"),
        Fault::NoSuchPath => (404, "Alamat tidak ditemukan"),
        Fault::UnknownHost => (421, "Nama server pada alamat ini tidak dikenal"),
        Fault::WrongMethod { .. } => (405, "Metode tidak diizinkan"),
        Fault::NoCredentials => (401, "token tidak ada"),
        Fault::InvalidCredentials | Fault::ExpiredCredentials => (401, "Token invalid"),
        Fault::WrongLogin | Fault::AccountInactive | Fault::AccountSuspended => {
            (401, "Login gagal, silahkan coba lagi !!!")
        }
        Fault::WeakPassword => (400, "Password terlalu mudah ditebak"),
        Fault::BreachedPassword => (400, "Password ini pernah bocor, gunakan yang lain"),
        Fault::WrongCurrentPassword => (401, "Password saat ini tidak valid"),
        Fault::LastAdministrator => (403, "Admin aktif terakhir tidak dapat dihapus"),
        Fault::NotAllowed => (403, "Anda tidak memiliki izin untuk menghapus pengguna ini"),
        Fault::SecondFactorMissing => (
            403,
            "Akun ini wajib memakai verifikasi dua langkah, aktifkan dulu di halaman web server ini",
        ),
        Fault::EmailTaken => (400, "Email sudah digunakan"),
        Fault::UsernameTaken(_) => (400, "Username sudah digunakan"),
        Fault::NoAccount | Fault::NoAccounts => (404, "User tidak ditemukan"),
        Fault::NoPrediction => (400, "Pengguna tidak memiliki nilai mbti"),
        Fault::NoPersona | Fault::NotFound(_) => (404, "Data tidak ditemukan"),
        Fault::NoPhoto => (404, "User saat ini tidak mempunyai foto profil"),
        Fault::PhotoMissing => (400, "Tidak memiliki foto profile"),
        Fault::PhotoNotAnImage | Fault::PhotoOtherFormat { .. } => {
            (400, "Invalid photo profile format (jpg/png)")
        }
        Fault::PhotoBroken => (400, "Foto rusak atau tidak lengkap"),
        Fault::PhotoTooManyPixels { .. } => {
            (400, "Foto terlalu besar, maksimal {megapixels} megapiksel")
        }
        Fault::KeyReused => (422, "Idempotency-Key sudah dipakai permintaan lain"),
        Fault::KeyInUse { .. } => (409, "Permintaan ini masih diproses, coba sebentar lagi"),
        Fault::ReplyLost => (409, "Permintaan ini sudah dilakukan, jawabannya hilang"),
        Fault::TooManyTries { .. } => (429, "Terlalu banyak percobaan, coba lagi sebentar lagi"),
        Fault::Busy { .. } => (429, "Server sedang sibuk, silakan coba lagi sebentar lagi"),
        Fault::StorageFull => (507, "Penyimpanan server penuh, tidak ada yang diubah"),
        Fault::StorageFailing => (503, "Penyimpanan server bermasalah, tidak ada yang diubah"),
        Fault::StorageDamaged => (503, "Basis data server rusak, tidak ada yang diubah"),
        Fault::TakenOver => (
            503,
            "Server lain melanjutkan data ini, di sini hanya dapat dibaca",
        ),
        Fault::Internal => (500, "Terjadi kesalahan pada server"),
        // FirstStep's routes don't raise the other faults.
        _ => return None,
    })
}

/// What the document says of these fields, in place of a message a field.
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
    let (name, range) = match (fault.field(), fault.index()) {
        // People count answers from one.
        ("input", Some(at)) => (format!("Jawaban ke-{}", at + 1), " antara -3 dan 3"),
        _ => (faults::field_name(fault, "Isi permintaan"), ""),
    };
    match &fault.problem {
        Problem::Missing => format!("{name} wajib diisi"),
        Problem::Empty => format!("{name} tidak boleh kosong"),
        Problem::WrongType(Kind::Text) => format!("{name} harus berupa teks"),
        Problem::WrongType(Kind::Integer) => format!("{name} harus berupa bilangan bulat{range}"),
        Problem::WrongType(Kind::Number) => format!("{name} harus berupa angka"),
        Problem::WrongType(Kind::Flag) => format!("{name} harus berupa true atau false"),
        Problem::WrongType(Kind::List) => format!("{name} harus berupa daftar"),
        Problem::WrongType(Kind::Object) => format!("{name} harus berupa objek JSON"),
        Problem::TooShort(least) => format!("{name} minimal {least} karakter"),
        Problem::TooLong(most) => format!("{name} maksimal {most} karakter"),
        Problem::TooManyBytes(most) => format!("{name} maksimal {most} byte"),
        Problem::OutOfRange(least, most) => {
            format!("{name} harus berupa bilangan bulat antara {least} dan {most}")
        }
        Problem::NotOneOf(words) => format!("{name} harus salah satu dari: {}", words.join(", ")),
        Problem::Unknown => format!("{name} tidak dikenal"),
        Problem::NotAscii => format!("{name} hanya boleh berisi karakter ASCII"),
        Problem::NotAnEmail => format!("{name} bukan alamat email yang valid"),
        Problem::WrongCount(count) => format!("{name} harus berisi {count} unsur"),
        Problem::TooMany(most) => format!("{name} maksimal {most} unsur"),
        Problem::Repeated => format!("{name} diberikan lebih dari sekali"),
        Problem::ControlCharacters => format!("{name} berisi karakter kontrol"),
        // No field of its has the others.
        problem => faults::problem(&name, problem).1,
    }
}
