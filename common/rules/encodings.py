"""The encoding of a file, decided from all of it.

Every file of UTF-8 is read as UTF-8, even if a few of its bytes are broken: then
only the rows that hold them are refused. GB18030, which can decode nearly
anything, is chosen only where the file shows it, be it after megabytes of ASCII.
"""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator

REFUSED_LATER = "kocops-refused-later"
UTF8, UTF8_MARKED, GB18030 = "utf-8", "utf-8-sig", "gb18030"
# So much is enough to tell two encodings apart.
ENOUGH_SIGNS = 4000
PIECE_BYTES = 1 << 14
LEAST_ZERO_SHARE = 0.05
_MARKS = (
    (b"\xef\xbb\xbf", UTF8_MARKED),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_BROKEN = re.compile("[\udc80-\udcff]")
# What takes three bytes or more in UTF-8: hardly any text of GB18030 looks so.
_WIDE = re.compile("[\u0800-\ud7ff\ue000-\uffff\U00010000-\U0010ffff]")


def _lone_surrogates(error: UnicodeError) -> tuple[str, int]:
    """Return a lone surrogate for each byte that is no text, so that its row
    is refused and the others are not.

    Python's own surrogateescape fails at bytes below 128, which UTF-16 and
    GB18030 use everywhere.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    undecodable = error.object[error.start : error.end]
    surrogates = "".join(chr(0xDC00 + byte) for byte in undecodable)
    return surrogates, error.end


codecs.register_error(REFUSED_LATER, _lone_surrogates)


def detect_encoding(read_blocks: Callable[[], Iterable[bytes]]) -> str:
    """Return the codec name for the content that each call of `read_blocks`
    yields from its beginning.
    """
    first = next(iter(read_blocks()), b"")
    for mark, encoding in _MARKS:
        if first.startswith(mark):
            return encoding
    unmarked = _unmarked_utf16(first)
    if unmarked:
        return unmarked
    if _is_utf8(read_blocks()):
        return UTF8
    return _likelier(read_blocks())


def _unmarked_utf16(block: bytes) -> str:
    """Return the codec of UTF-16 without a mark, "" if the block is other text.

    Every second byte of its digits and separators is zero.
    """
    first_zeros = block[0::2].count(0)
    second_zeros = block[1::2].count(0)
    if max(first_zeros, second_zeros) < LEAST_ZERO_SHARE * len(block):
        return ""
    if second_zeros > 8 * first_zeros:
        return "utf-16-le"
    return "utf-16-be" if first_zeros > 8 * second_zeros else ""


def _is_utf8(blocks: Iterable[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder(UTF8)()
    is_between = True
    try:
        for block in blocks:
            if is_between and block.isascii():
                continue
            decoder.decode(block)
            is_between = not decoder.getstate()[0]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _likelier(blocks: Iterable[bytes]) -> str:
    """Return which of both encodings explains more of a file that is not whole
    UTF-8.
    """
    utf8 = codecs.getincrementaldecoder(UTF8)(REFUSED_LATER)
    gb18030 = codecs.getincrementaldecoder(GB18030)(REFUSED_LATER)
    wide = 0
    broken = 0
    broken_as_gb18030 = 0
    for piece in _pieces(blocks):
        text = utf8.decode(piece)
        wide += len(_WIDE.findall(text))
        broken += len(_BROKEN.findall(text))
        broken_as_gb18030 += len(_BROKEN.findall(gb18030.decode(piece)))
        if wide + broken > ENOUGH_SIGNS:
            break
    if broken <= wide or 2 * broken_as_gb18030 >= broken:
        return UTF8
    return GB18030


def _pieces(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the blocks cut into pieces, so that counting can end early."""
    for block in blocks:
        for start in range(0, len(block), PIECE_BYTES):
            yield block[start : start + PIECE_BYTES]
