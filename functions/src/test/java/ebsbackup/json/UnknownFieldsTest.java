package ebsbackup.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.Plan;
import ebsbackup.request.RestoreRequest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistyped field never means "not set", and is named before the field that it leaves out. */
class UnknownFieldsTest {
  private final Json json = new Json();

  @Test
  void aMistypedFieldIsNamed_whereItLeavesOutARequiredOne() {
    refused("{\"plan\":\"daily\",\"selct\":{}}", Plan.class)
        .isEqualTo("`selct`: unknown; did you mean `select`?");
    refused("{\"plan\":\"daily\",\"select\":{\"tag\":{\"a\":[\"b\"]}}}", Plan.class)
        .isEqualTo("`select.tag`: unknown; did you mean `select.tags`?");
    refused("{\"instanceID\":\"i-1\",\"from\":{\"latest\":true}}", RestoreRequest.class)
        .isEqualTo("`instanceID`: unknown; did you mean `instanceId`?");
    refused("{\"healthCheck\":{\"shel\":[\"true\"]}}", RestoreRequest.class)
        .isEqualTo("`healthCheck.shel`: unknown; did you mean `healthCheck.shell`?");
    refused("{\"initialization\":{\"rates\":100}}", RestoreRequest.class)
        .isEqualTo("`initialization.rates`: unknown; did you mean `initialization.rate`?");
  }

  @Test
  void everyUnknownFieldIsNamed_inEveryObject() {
    refused("{\"selct\":{},\"keep\":{\"dayly\":7},\"zone\":\"a\",\"exclude\":[]}", Plan.class)
        .contains("`selct`: unknown; did you mean `select`?")
        .contains("`keep.dayly`: unknown; did you mean `keep.daily`?")
        .contains("`zone`: unknown; expected one of copyTags, deadline, ");
  }

  @Test
  void theFirstTenOfManyAreNamed_andTheOthersCounted() {
    String fields =
        IntStream.range(10, 30).mapToObj("\"x%d\":0"::formatted).collect(Collectors.joining(","));

    refused("{" + fields + "}", Plan.class)
        .contains("`x19`")
        .doesNotContain("`x20`")
        .endsWith(" 10 more fields are unknown.");
  }

  @Test
  void keysOfTheUsersOwnAreNoFields() {
    Plan plan =
        json.read(
            """
            {"plan":"daily","select":{"tags":{"selct":["x"]}},"tags":{"kep":"1"},
             "exclude":{"volumeTags":{"bootVolum":["y"]}}}
            """,
            Plan.class);

    assertThat(plan.tags()).containsKey("kep");
  }

  @ParameterizedTest
  @CsvSource({
    "selct, select",
    "seelct, select",
    "SELECT, select",
    "keep_until, keepUntil",
    "keepUnitl, keepUntil",
    "instances, instanceIds",
    "tag, tags",
    "zone, ''",
    "x, ''",
    "minutely, ''"
  })
  void nearest_findsWhatWasMeant(String word, String meant) {
    assertThat(
            Spelling.nearest(word, List.of("select", "keepUntil", "keep", "tags", "instanceIds"))
                .orElse(""))
        .isEqualTo(meant);
  }

  @Test
  void nearest_isTheOneWithTheFewestMistakes() {
    assertThat(Spelling.nearest("abcdef", List.of("abcdxy", "abcdeg", "abcxef")))
        .contains("abcdeg");
    assertThat(Spelling.nearest("keep-untl", List.of("keepForUntil", "keepUntil")))
        .as("separators and capitals are no mistakes")
        .contains("keepUntil");
    assertThat(Spelling.nearest("a_b", List.of("AB", "ac"))).contains("AB");
    assertThat(Spelling.nearest("to", List.of("go")))
        .as("a short word may have one mistake")
        .contains("go");
  }

  @Test
  void ofTwoFieldsThatAreEquallyClose_theFirstOfTheShapeIsMeant() {
    assertThatThrownBy(
            () -> Shape.of("rate", "date").check("", JsonParser.parseString("{\"fate\": 1}")))
        .hasMessage("`fate`: unknown; did you mean `rate`?");
  }

  @Test
  void aFieldOfAnObjectInAnObject_isNamedByItsWholePath() {
    Shape shape = Shape.of().with("outer", Shape.of().with("inner", Shape.of("known")));
    assertThatThrownBy(
            () ->
                shape.check("", JsonParser.parseString("{\"outer\": {\"inner\": {\"knwon\": 1}}}")))
        .hasMessage("`outer.inner.knwon`: unknown; did you mean `outer.inner.known`?");
  }

  /**
   * The reader of a document may only ask for fields of its shape, or a typo would go unnoticed.
   */
  @Test
  void aFieldOutsideTheShape_isAMistakeOfTheReader() {
    Shape shape = Shape.of("plain").with("inner", Shape.of("a"));
    StrictObject in =
        new StrictObject(JsonParser.parseString("{\"inner\": {\"a\": \"x\"}}"), shape);

    assertThat(in.object("inner").flatMap(inner -> inner.text("a"))).contains("x");
    assertThat(in.text("plain")).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> in.text("other"))
        .withMessage("other is not in the shape");
    StrictObject inner = in.object("inner").orElseThrow();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> inner.has("other"))
        .withMessage("inner.other is not in the shape");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> inner.object("a"))
        .withMessage("inner.a has no shape");
  }

  @Test
  void theRulesOfKeep_areFields() {
    assertThat(PlanJson.keepShape().fields().keySet())
        .contains("last", "within", "goneAfter", "daily", "withinDaily", "yearly", "withinYearly");
  }

  @ParameterizedTest
  @CsvSource({
    "abc, abc, 0",
    "xa, ay, 2",
    "abc, acb, 1",
    "abc, ab, 1",
    "abc, abcd, 1",
    "abc, xyz, 3",
    "'', ab, 2"
  })
  void distance_countsTheMistakes(String from, String to, int mistakes) {
    assertThat(Spelling.distance(from, to)).isEqualTo(mistakes);
    assertThat(Spelling.distance(to, from)).isEqualTo(mistakes);
  }

  private org.assertj.core.api.AbstractStringAssert<?> refused(String input, Class<?> type) {
    String[] message = {""};
    assertThatThrownBy(() -> json.read(input, type))
        .isInstanceOf(InvalidInputException.class)
        .satisfies(e -> message[0] = e.getMessage());
    return assertThat(message[0]);
  }
}
