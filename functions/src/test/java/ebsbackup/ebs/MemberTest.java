package ebsbackup.ebs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemberTest {
  /** Otherwise the same set would be reported in another order after each start of a function. */
  @Test
  void theTags_areInTheOrderOfTheirKeys() {
    Map<String, String> tags = new HashMap<>();
    IntStream.range(0, 40).forEach(i -> tags.put("key " + i, "value " + i));

    Member member = new Member("vol-1", Optional.empty(), Samples.gp3(8), false, tags);
    assertThat(member.tags().keySet()).containsExactlyElementsOf(new TreeSet<>(tags.keySet()));
  }
}
