package ebsbackup.blocks;

import java.util.Optional;

/** Linux swap: the magic at the end of its first page, and the header at 1,024. */
final class Swap {
  private static final String MAGIC = "SWAPSPACE2";
  private static final int[] PAGES = {4096, 8192, 16_384, 65_536};

  /** The most that fit into the header's page: MAX_SWAP_BADPAGES of the kernel. */
  private static final long MAX_BAD_PAGES = 637;

  private Swap() {}

  static Optional<Content> read(Region region) {
    for (int page : PAGES) {
      Optional<Bytes> header =
          region.read(0, page).filter(bytes -> bytes.resembles(page - 10, MAGIC));
      if (header.isPresent()) {
        return header.map(bytes -> content(region, bytes));
      }
    }
    return Optional.empty();
  }

  private static Content content(Region region, Bytes header) {
    Checks checks = new Checks();
    int page = header.length();
    long last = header.u32(1028);
    checks.magic("swap header", header, page - 10, MAGIC);
    checks.number("swap header", header.offset(1024), header.u32(1024), 1);
    checks.that(
        last > 0 && region.holds(last + 1, page),
        "swap header",
        header.offset(1028),
        "last page " + last,
        "1 to " + (region.length() / page - 1));
    checks.that(
        header.u32(1032) <= MAX_BAD_PAGES * page / 4096,
        "swap header",
        header.offset(1032),
        header.u32(1032) + " bad pages",
        "at most " + MAX_BAD_PAGES * page / 4096);
    return new Content(
        "swap",
        header.text(1052, 16),
        Optional.of(header.uuid(1036)),
        Optional.of((last + 1) * page),
        Optional.empty(),
        checks.verdict());
  }
}
