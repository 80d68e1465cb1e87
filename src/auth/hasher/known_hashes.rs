//! Tests against hashes that other programs made.

use super::*;

const BISMILLAH: &str = "bismillah";
const PAESSWOERD: &str = "pässwörd 密码";
const LONG: &str = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

/// By Werkzeug 3.1.9 under Python 3.11: `generate_password_hash(password, method=…)`.
const WERKZEUG: &[(&str, &str)] = &[
    // The defaults of Werkzeug 3.1.9, 3.1.9 and 2.0.3.
    (
        BISMILLAH,
        "scrypt:32768:8:1$HdUAGYbItJaLyt9h$2febd4beea4fcdbecc212001f400b5c49d2986ab27f803a5a2245873bb6341424e0151f351420950d4e8d312148035211468998c0466c0e40d3dba6b57301ed5",
    ),
    (
        BISMILLAH,
        "pbkdf2:sha256:1000000$rNLJyIz8d9YvELZW$a34b70de528a73acaecd9b22ed4fb189f310dec847706fc4fda703a730f1a454",
    ),
    (
        BISMILLAH,
        "pbkdf2:sha256:260000$ZyjSmzw82vpDJh4m$ad97c4747b9996116b6d11c26c736192d0db9f5c216f90dd3351f5b8274826a4",
    ),
    // The last once more, as some scripts write it: without the number of iterations.
    (
        BISMILLAH,
        "pbkdf2:sha256$ZyjSmzw82vpDJh4m$ad97c4747b9996116b6d11c26c736192d0db9f5c216f90dd3351f5b8274826a4",
    ),
    (
        BISMILLAH,
        "scrypt$HdUAGYbItJaLyt9h$2febd4beea4fcdbecc212001f400b5c49d2986ab27f803a5a2245873bb6341424e0151f351420950d4e8d312148035211468998c0466c0e40d3dba6b57301ed5",
    ),
    (
        BISMILLAH,
        "pbkdf2:sha256:2000$HRCsKyMVw3rVrx0q$6757d7914ea7f047151871fa18787b3e156d22a6120978c8d20dc7cc14e8af80",
    ),
    (
        PAESSWOERD,
        "pbkdf2:sha256:2000$BKMT68C3xcON4vDy$d91ff83872f85697fa6e831bbac190081fadcb6b496d74d41b7aef2b806c77ea",
    ),
    (
        LONG,
        "pbkdf2:sha256:2000$3tPh0GoQRtyzu49O$64860ef03d48c5db69e100cc56eedfd268e480a894668af729889363e46dcb07",
    ),
    (
        BISMILLAH,
        "pbkdf2:sha1:2000$7PAotgKNxybnGoyr$a76eb7148974824b1bb48cff1cf54b488c152873",
    ),
    (
        PAESSWOERD,
        "pbkdf2:sha1:2000$yVlOeMn2DfbfUmhO$407266b84e7b2e7dd93eb051437f74818391b4d8",
    ),
    (
        LONG,
        "pbkdf2:sha1:2000$EzM0C691b7HPnqBv$35bfc534162fb9824bb8fca6296596389bed40a6",
    ),
    (
        BISMILLAH,
        "pbkdf2:sha512:2000$Q4oCqr1WhsSOa9Aq$868f726580c962b73b6db3405fedd16ea24479acd0f6a823d187af5b28bf5cad64ac418bbb382c77748be2559eaa706d0628181fa8a2b24e973d8e79f7e55782",
    ),
    (
        PAESSWOERD,
        "pbkdf2:sha512:2000$wXOelh73j9dRHCxs$304abf6118370e9af49c8ede34bdefe615b15779d5183991b8ecaeacb72674ef7afc34a2729bf17961339a938e68dc0336434962b40d0637ff8790c91fea986d",
    ),
    (
        LONG,
        "pbkdf2:sha512:2000$1OHdrV1MLBuDyBfm$a40dfc3d88b913235a9636a45eae4dcb2ef0f3ab033cfd5f7818f764c1e344776d4881580eaf3a3f470fd002866fed2421aa4ec16aa0690d6e3ef022c231f5cb",
    ),
    (
        BISMILLAH,
        "scrypt:1024:4:2$SJ95hKkofYBD4kBA$373b9d60279b17b91150b512f92a91fe3020ff5c4481cb70bdeb2e24332d2d0fab9a85df035f73ecf16ab4b852c009716497b5d6ed6871eea96244f91f4b4d8b",
    ),
    (
        PAESSWOERD,
        "scrypt:1024:4:2$NKkCUDNyAFDUiuUY$ce8dcb99b831e6a596a7822ef636cb22b21225bad867958389906b9a7890b12cf8c04c6e9ee99eb7c65d29f293a5a14e0551568421be75462ae7a7ad12cda564",
    ),
    (
        LONG,
        "scrypt:1024:4:2$26qhWv3eop8oLUEH$f140e4f06efa16d067060f64c9e3eba6ef02e7b052621db031b36b09d7ed8eccb4c4d17bef4075b48fdb19c0bbfde054bf4170b704319c3636aedd6967f48ded",
    ),
];

/// By Werkzeug 2.0.3, whose bare digests are one HMAC: `generate_password_hash(password, "sha256")`.
const FAST: &[(&str, &str)] = &[
    (
        BISMILLAH,
        "sha256$EvHFZZCQ6VpE9o31$d38ec9d9698815f4db71ed7849c82658bf28c9978adf11bf109b989cf4886856",
    ),
    (
        PAESSWOERD,
        "sha256$Q44NuRwDf1D1N5io$73714ff15878f50ccd37d74c247845c05492db8205f3389d41413f91f2a08421",
    ),
    (
        LONG,
        "sha256$nOR4mYYnLewt05Tw$6cfd8da277f303459001bb83e96e5f9f34e041ecf48edf4444602ebc024f557c",
    ),
    (
        BISMILLAH,
        "sha1$xTXyUPad7iTBbdlL$616ee9bd8358acc073f2d8e25882bc00c13e15c9",
    ),
    (
        PAESSWOERD,
        "sha1$AnSjObXr5gqrq85P$ae73086a83152d7c84b5059eec87950496b03069",
    ),
    (
        LONG,
        "sha1$5wGoB7LIgZ0w6HNx$70e8d22dcad0c952b488603520beff4d90a78ee1",
    ),
    (
        BISMILLAH,
        "sha512$GyRwYYwXIIG3YVve$f8a61d6c0874fbb3ef7b1c89d8335fb6751fafc289b743dba0b99055a3fa288d159bf4527b6cb70e47d9be91fb55fbcf1b9510cb5f042351d505ff9341442e7d",
    ),
    (
        PAESSWOERD,
        "sha512$vFOqs3Jfzt7Z0cvA$19c89937b14d20dce9397f7a10d95b568f90d2e3dedd02abf7ae0e6bb5ad310440da8ec3c74ae36cf99ff6db5f56b1b042ada1183f1168820c958fa5ea878fe5",
    ),
    (
        LONG,
        "sha512$uEI1q1kj16B2rpBH$a60125232d16c239f3852c175c22a9574017f8566f969ec902237af1ba60a40382c7cacfa369e344fcc925a9ff789d4beb406c5886474ba133ac766155aa8c50",
    ),
];

/// By bcrypt 5.0.0 for Python: `hashpw(password, gensalt(4, b"2a"))` and `b"2b"`.
const BCRYPT: &[(&str, &str)] = &[
    (
        BISMILLAH,
        "$2a$04$uahTsGM9TjeZpK/XXCqeh.PCQwhhQOwbxK9FekilQ5C21h2y7..zy",
    ),
    (
        BISMILLAH,
        "$2b$04$NsC5cRT0awSfXW02W9T7D.EKJ4wI6nsKKIm0gwP0u2P1.0Y8e2/GK",
    ),
    (
        PAESSWOERD,
        "$2a$04$XsHG4qcezWtaOSYaISXkAOpEvJeyT3uLqwTZAofODBOlzup9KIfki",
    ),
    (
        PAESSWOERD,
        "$2b$04$kYevLygRhWJEzck2jz6IN.nSc7CCgaS9E9hAd08zaT9ZvVU/UPnA.",
    ),
];

/// The hash that the database stores after an import.
fn imported(hasher: &Hasher, text: &str) -> String {
    match ImportedPassword::read(text, false).expect("a hash we know") {
        ImportedPassword::Hash { text, .. } => text,
        ImportedPassword::Fast(fast) => hasher.wrap(&fast).expect("the queue has room"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_imported_hash_matches_and_is_outdated() {
    let hasher = Hasher::new(4);
    for (password, text) in [WERKZEUG, FAST].concat() {
        let hash = imported(&hasher, text);
        let matched = hasher.verify(password, &hash);
        assert_eq!(matched, Ok(PasswordMatch::Outdated), "{text}");
        for wrong in ["bismillaH", "bismillah ", "", &LONG[1..]] {
            assert_eq!(
                hasher.verify(wrong, &hash),
                Ok(PasswordMatch::Wrong),
                "{text}"
            );
        }
    }
}

#[test]
fn a_fast_hash_is_not_stored_itself() {
    let hasher = Hasher::new(4);
    for (_, text) in FAST {
        let hash = imported(&hasher, text);
        let digits = text.rsplit_once('$').expect("three parts").1;
        assert!(!hash.contains(digits), "{hash}");
        assert!(hash.starts_with("bcrypt+sha"), "{hash}");
    }
}

#[test]
fn bcrypt_of_every_prefix_matches() {
    let hasher = Hasher::new(4);
    for (password, text) in BCRYPT {
        let ours = text.starts_with("$2b$");
        let right = if ours {
            PasswordMatch::Right
        } else {
            PasswordMatch::Outdated
        };
        assert_eq!(hasher.verify(password, text), Ok(right), "{text}");
        assert_eq!(hasher.verify("bismillaH", text), Ok(PasswordMatch::Wrong));
        let php = text.replace("$2b$", "$2y$").replace("$2a$", "$2y$");
        assert_eq!(hasher.verify(password, &php), Ok(PasswordMatch::Outdated));
        // The same for ASCII only: the program that made `$2x$` misread other letters.
        let misread = php.replace("$2y$", "$2x$");
        let matched = if password.is_ascii() {
            PasswordMatch::Outdated
        } else {
            PasswordMatch::Wrong
        };
        assert_eq!(hasher.verify(password, &misread), Ok(matched));
    }
}

/// Another program's bcrypt read 72 bytes: so does the check of its hash, but not of one of ours.
#[test]
fn what_another_program_cut_is_cut_once_more_and_then_hashed_whole() {
    let hasher = Hasher::new(4);
    let long = "correct horse battery staple ".repeat(4);
    let text = "$2b$04$rKWOUXnafdqHeLks6UIke.CJ.CZGnOF.f5ddAhbeyRCvmD5CpqgkW";
    assert_eq!(hasher.verify(&long, text), Ok(PasswordMatch::Wrong));
    let stored = imported(&hasher, text);
    assert_eq!(
        imported(&hasher, &stored),
        stored,
        "also from our own export"
    );
    assert_eq!(hasher.verify(&long, &stored), Ok(PasswordMatch::Outdated));
    assert_eq!(
        hasher.verify(&long[..71], &stored),
        Ok(PasswordMatch::Wrong)
    );
    let whole = hasher
        .hash_long(&long, &stored)
        .expect("the queue has room");
    assert_eq!(hasher.verify(&long, &whole), Ok(PasswordMatch::Outdated));
    for wrong in [&long[..72], &long[..long.len() - 1], &format!("{long}x")] {
        assert_eq!(hasher.verify(wrong, &whole), Ok(PasswordMatch::Wrong));
    }
    assert_eq!(
        hasher.hash_long(&long, &whole),
        None,
        "it is of today's kind"
    );
    assert!(Hasher::new(5).hash_long(&long, &whole).is_some());
}

#[test]
fn a_damaged_hash_matches_nothing() {
    let hasher = Hasher::new(4);
    for (password, text) in [WERKZEUG, FAST, BCRYPT].concat() {
        let whole = match ImportedPassword::read(text, false) {
            Ok(ImportedPassword::Fast(fast)) => hasher.wrap(&fast).expect("the queue has room"),
            _ => text.to_owned(),
        };
        let last = if whole.ends_with('0') { "1" } else { "0" };
        let changed = format!("{}{last}", &whole[..whole.len() - 1]);
        let shorter = &whole[..whole.len() - 1];
        for damaged in [shorter, &changed, &format!("{whole}0")] {
            assert_eq!(
                hasher.verify(password, damaged),
                Ok(PasswordMatch::Wrong),
                "{damaged}"
            );
        }
    }
}
