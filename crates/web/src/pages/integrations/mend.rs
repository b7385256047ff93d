//! How to mend what was wrong with a request: by the word that the wire left for each fault, else by the status. Shown in the inspector's
//! table; the wire's own sentence stands beside it.

use super::words;
use crate::language::Word;

/// What to do about a fault of this code; `None` where its sentence has to do.
pub fn of_code(code: &str) -> Option<Word> {
    Some(match code {
        "missing" => words::MEND_MISSING,
        "unknown" => words::MEND_UNKNOWN,
        "too_long" | "too_short" | "wrong_length" => words::MEND_LENGTH,
        "taken" => words::MEND_TAKEN,
        "wrong_type" => words::MEND_TYPE,
        "blank" => words::MEND_BLANK,
        "out_of_range" => words::MEND_RANGE,
        "malformed" | "null_character" => words::MEND_FORM,
        "not_one_of" => words::MEND_WORD,
        "unknown_field" => words::MEND_FIELD,
        "repeated" => words::MEND_REPEATED,
        "still_active" => words::MEND_ACTIVE,
        "unfit" => words::MEND_UNFIT,
        _ => return None,
    })
}

/// What to do about an answer of this status.
pub fn of_status(status: i64) -> Option<Word> {
    Some(match status {
        400 => words::MEND_400,
        401 => words::MEND_401,
        403 => words::MEND_403,
        404 => words::MEND_404,
        405 => words::MEND_405,
        408 => words::MEND_408,
        409 => words::MEND_409,
        412 => words::MEND_412,
        413 => words::MEND_413,
        415 => words::MEND_415,
        422 => words::MEND_422,
        429 => words::MEND_429,
        500 => words::MEND_500,
        503 => words::MEND_503,
        _ => return None,
    })
}
