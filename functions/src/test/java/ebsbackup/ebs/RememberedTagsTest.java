package ebsbackup.ebs;

import static ebsbackup.ebs.Samples.gp3;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of the volumes' own tags, which a restore after years still has to read. */
class RememberedTagsTest {
  private static final String KEY = "ebs-backup:tags";

  private static Map<String, String> write(int values, List<Map<String, String>> volumes) {
    List<Member> members = new ArrayList<>();
    volumes.forEach(
        tags ->
            members.add(
                new Member(volumeId(members.size()), Optional.empty(), gp3(8), false, tags)));
    return RememberedTags.write(members, values, Set.<String>of()::contains);
  }

  @Test
  void aTagIsWrittenOnce_withTheVolumesThatHaveIt() {
    Map<String, String> blue = Map.of("team", "blue");

    assertThat(write(1, List.of(blue, Map.of(), blue, blue, blue, Map.of())))
        .containsExactly(Map.entry(KEY, "=1.3-5:team+=blue+/="));
    assertThat(write(1, List.of(blue, blue))).containsExactly(Map.entry(KEY, "=:team+=blue+/="));
    assertThat(write(1, List.of(Map.of()))).isEmpty();
  }

  @Test
  void aValueWithTheCharactersOfTheText_isReadAsItWas() {
    Map<String, String> tags =
        Map.of("url", "https://db:5432/+=x", "a:b", "+/", "C++=+/", "1+=1", "empty", "");

    assertThat(RememberedTags.read(write(1, List.of(tags)), 1).of(0)).isEqualTo(tags);
  }

  @Test
  void aKeyWithTheCharactersOfTheText_isNamedAsItWas_evenWithoutItsValue() {
    Map<String, String> tags = Map.of("C++=+/", "v".repeat(250));

    assertThat(RememberedTags.read(write(1, List.of(tags)), 1).lostKeys(0))
        .containsExactly("C++=+/");
  }

  @Test
  void numbersThatAreNoVolumesOfTheSet_areIgnored() {
    RememberedTags read = RememberedTags.read(Map.of(KEY, "=0.2-7:a+=b+/0-1:c+=d+/3:e+=f+/="), 2);

    assertThat(read.of(0)).isEqualTo(Map.of("c", "d"));
    assertThat(read.of(1)).isEqualTo(Map.of("a", "b"));
  }

  /** The tags of the plan and of the set may leave no place. */
  @Test
  void withoutAPlace_nothingIsWritten() {
    assertThat(write(0, List.of(Map.of("team", "blue")))).isEmpty();
    assertThat(write(-3, List.of(Map.of("team", "blue")))).isEmpty();
  }

  /** What is not a part of the text in the first value, as users or other tools may leave it. */
  @ParameterizedTest
  @ValueSource(
      strings = {"", "=", "+:a+=b+/=", "=:a+=b+/x", "=:a+", "=1:a+=", "=:a+=b=", "=x:a+=b+/="})
  void damagedText_isNoTag(String text) {
    RememberedTags read = RememberedTags.read(Map.of(KEY, text), 2);

    assertThat(read.of(0)).isEmpty();
    assertThat(read.of(1)).isEmpty();
  }

  @Test
  void aValueWithoutText_hidesNoneOfTheOthers() {
    assertThat(RememberedTags.read(Map.of(KEY, "==", KEY + ":2", "=:a+=b+/="), 1).of(0))
        .isEqualTo(Map.of("a", "b"));
  }

  /** Otherwise the values around it would be joined to a tag that no volume ever had. */
  @ParameterizedTest
  @ValueSource(strings = {"", "=", "changed", "=changed", "changed="})
  void aDamagedValue_endsTheText(String damaged) {
    Map<String, String> tags =
        Map.of(KEY, "=:a+=b+/:c+=d=", KEY + ":2", damaged, KEY + ":3", "=e+/=");

    assertThat(RememberedTags.read(tags, 1).of(0)).isEqualTo(Map.of("a", "b"));
  }

  @Test
  void aTextThatJustFits_isWrittenWhole() {
    Map<String, String> fits = Map.of("k", "v".repeat(247));
    Map<String, String> tooLong = Map.of("k", "v".repeat(248));

    assertThat(RememberedTags.read(write(1, List.of(fits)), 1).of(0)).isEqualTo(fits);
    RememberedTags lost = RememberedTags.read(write(1, List.of(tooLong)), 1);
    assertThat(lost.of(0)).isEmpty();
    assertThat(lost.lostKeys(0)).containsExactly("k");
  }

  /** One place of 253 characters, of which 63 are for the keys of what does not fit. */
  @Test
  void ofTextThatDoesNotFit_theFirstTagsAreWritten_andTheKeysOfOthersToTheLastCharacter() {
    String a = "a".repeat(60);
    String b = "b".repeat(60);
    String c = "c".repeat(60);
    Map<String, String> tags =
        Map.of(a, "v".repeat(30), b, "v".repeat(30), c, "v".repeat(256), "d".repeat(60), "v");

    Map<String, String> written = write(1, List.of(tags));

    RememberedTags read = RememberedTags.read(written, 1);
    assertThat(read.of(0)).containsOnlyKeys(a, b);
    assertThat(read.lostKeys(0)).containsExactly(c);
    assertThat(written.get(KEY)).hasSize(255);
  }

  /** Another value would take the place of a tag that is put on later. */
  @Test
  void aCharacterThatIsNotSplit_takesNoOtherValue() {
    for (int before = 0; before < 2; before++) {
      for (int emojis = 240; emojis < 256; emojis++) {
        Map<String, String> tags = Map.of("k", "x".repeat(before) + "🙂".repeat(emojis));
        Map<String, String> written = write(2, List.of(tags));

        assertThat(written).hasSizeLessThanOrEqualTo(2);
        RememberedTags read = RememberedTags.read(written, 1);
        assertThat(read.of(0).isEmpty() ? Map.of("k", "lost") : tags)
            .isEqualTo(read.of(0).isEmpty() ? Map.of(read.lostKeys(0).getFirst(), "lost") : tags);
        for (String value : written.values()) {
          assertThat(value.codePoints()).noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
        }
      }
    }
  }
}
