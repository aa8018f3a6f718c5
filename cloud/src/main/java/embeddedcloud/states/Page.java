package embeddedcloud.states;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One page of a listing, and the token of the next page, which encodes where that page starts. */
record Page<T>(List<T> items, Optional<String> nextToken) {
  static final int MAX_RESULTS = 1000;
  private static final int DEFAULT_RESULTS = 100;

  /**
   * Returns one page of a listing.
   *
   * @param all read only up to one item past the end of the page
   * @param maxResults null or 0: the service's default of 100
   * @param token null: the first page
   * @param most the largest page to return, even if more results are requested
   */
  static <T> Page<T> of(Stream<T> all, Integer maxResults, String token, int most) {
    int wanted = maxResults == null || maxResults == 0 ? DEFAULT_RESULTS : maxResults;
    if (wanted < 0 || wanted > MAX_RESULTS) {
      throw SfnErrors.validation(
          "1 validation error detected: Value at 'maxResults' must be from 0 to " + MAX_RESULTS);
    }
    int from = token == null ? 0 : start(token);
    int size = Math.min(wanted, most);
    List<T> items = all.skip(from).limit(size + 1L).toList();
    return items.size() > size
        ? new Page<>(items.subList(0, size), Optional.of(token(from + size)))
        : new Page<>(items, Optional.empty());
  }

  private static String token(int start) {
    byte[] text = ("from " + start).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().encodeToString(text);
  }

  private static int start(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith("from ")) {
        int start = Integer.parseInt(text.substring(5));
        if (start >= 0) {
          return start;
        }
      }
      throw SfnErrors.invalidToken(token);
    } catch (IllegalArgumentException e) {
      throw SfnErrors.invalidToken(token);
    }
  }
}
