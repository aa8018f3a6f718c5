package embeddedcloud.ec2;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ebs.model.ValidationExceptionReason;

/**
 * One page of block indexes.
 *
 * @param nextToken null on the last page, as in the SDK
 */
record IndexPage(List<Integer> indexes, String nextToken) {
  private static final Pattern TOKEN = Pattern.compile("(.*)@(\\d{1,9})@(\\d{1,15})");

  /**
   * Returns the requested page.
   *
   * @param all all indexes in order
   * @param of identifies the listing: a token of another listing is refused
   * @param token null for the first page; if it is given, StartingBlockIndex is ignored
   * @param now the current time: a token is valid for {@link EmbeddedEbs#PAGE_TOKENS_LAST} after
   *     its page
   */
  static IndexPage of(
      int[] all, String of, String token, Integer starting, Integer maxResults, Instant now) {
    int most = Optional.ofNullable(maxResults).orElse(EmbeddedEbs.MAX_RESULTS);
    if (most > EmbeddedEbs.MAX_RESULTS) {
      throw EbsErrors.badParameter("MaxResults is at most " + EmbeddedEbs.MAX_RESULTS);
    }
    int size = Math.max(most, EmbeddedEbs.MIN_RESULTS);
    int from = token == null ? Optional.ofNullable(starting).orElse(0) : from(token, of, now);
    if (from < 0) {
      throw EbsErrors.badParameter("StartingBlockIndex is at least 0");
    }
    int begin = at(all, from);
    int end = Math.min(begin + size, at(all, from + EmbeddedEbs.LOOKS_AHEAD));
    List<Integer> listed = Arrays.stream(all, begin, end).boxed().toList();
    if (end == all.length) {
      return new IndexPage(listed, null);
    }
    int next = end - begin == size ? all[end - 1] + 1 : from + EmbeddedEbs.LOOKS_AHEAD;
    return new IndexPage(listed, token(of, next, now.plus(EmbeddedEbs.PAGE_TOKENS_LAST)));
  }

  /** The number of block indexes below that index. */
  private static int at(int[] all, int index) {
    int there = Arrays.binarySearch(all, index);
    return there < 0 ? -there - 1 : there;
  }

  private static String token(String of, int next, Instant expiry) {
    return Base64.getEncoder()
        .encodeToString(
            (of + "@" + next + "@" + expiry.toEpochMilli()).getBytes(StandardCharsets.US_ASCII));
  }

  private static int from(String token, String of, Instant now) {
    try {
      Matcher matcher =
          TOKEN.matcher(new String(Base64.getDecoder().decode(token), StandardCharsets.US_ASCII));
      if (matcher.matches()
          && matcher.group(1).equals(of)
          && now.isBefore(Instant.ofEpochMilli(Long.parseLong(matcher.group(3))))) {
        return Integer.parseInt(matcher.group(2));
      }
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
    throw unknown();
  }

  private static AwsServiceException unknown() {
    return EbsErrors.invalid(
        ValidationExceptionReason.INVALID_PAGE_TOKEN, "The page token is invalid");
  }
}
