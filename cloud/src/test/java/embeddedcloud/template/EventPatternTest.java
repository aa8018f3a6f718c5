package embeddedcloud.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.json.Json;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventPatternTest {
  private static final String EVENT =
      """
      {"source": "aws.states", "version": "0", "resources": ["arn:1", "arn:2"], "nothing": null,
       "detail": {"status": "FAILED", "count": 3, "cause": "out of flour", "inner": {"deep": true}}}
      """;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"source": ["aws.states"]}                                        | true
          {"source": ["aws.ec2", "aws.states"]}                             | true
          {"source": ["aws.ec2"]}                                           | false
          {"source": ["aws.states"], "detail": {"status": ["SUCCEEDED"]}}   | false
          {"detail": {"status": ["FAILED"], "inner": {"deep": [true]}}}     | true
          {"detail": {"inner": {"deep": [false]}}}                          | false
          {"detail": {"count": [3]}}                                        | true
          {"detail": {"count": [3.0]}}                                      | true
          {"detail": {"count": ["3"]}}                                      | false
          {"nothing": [null]}                                               | true
          {"absent": [null]}                                                | false
          {"resources": ["arn:2"]}                                          | true
          {"resources": [{"prefix": "arn:"}]}                               | true
          {"resources": ["arn:3"]}                                          | false
          {"detail": {"cause": [{"prefix": "out of"}]}}                     | true
          {"detail": {"cause": [{"prefix": "Out of"}]}}                     | false
          {"detail": {"count": [{"prefix": "3"}]}}                          | false
          {"detail": {"cause": [{"suffix": "flour"}]}}                      | true
          {"detail": {"status": [{"equals-ignore-case": "failed"}]}}        | true
          {"detail": {"status": [{"anything-but": "SUCCEEDED"}]}}           | true
          {"detail": {"status": [{"anything-but": ["SUCCEEDED", "FAILED"]}]}} | false
          {"detail": {"status": [{"anything-but": {"prefix": "FAI"}}]}}     | false
          {"detail": {"absent": [{"anything-but": "x"}]}}                   | false
          {"detail": {"count": [{"anything-but": 4}]}}                      | true
          {"detail": {"cause": [{"exists": true}]}}                         | true
          {"detail": {"cause": [{"exists": false}]}}                        | false
          {"detail": {"absent": [{"exists": false}]}}                       | true
          {"absent": {"inner": [{"exists": false}]}}                        | true
          {"detail": {"inner": [{"exists": true}]}}                         | false
          {"detail": {"status": ["SUCCEEDED", {"prefix": "FAIL"}]}}         | true
          {"source": {"deeper": ["x"]}}                                     | false
          """)
  void matches_table(String pattern, boolean expected) {
    Map<?, ?> event = (Map<?, ?>) Json.parse(EVENT);

    assertThat(EventPattern.of(Json.parse(pattern), "P").matches(event)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                 | Empty objects are not allowed
          {"source": "aws.states"}           | "source" must be an object or an array
          {"source": []}                     | Empty arrays are not allowed
          {"a": [{"like": "b"}]}             | Unrecognized match type like
          {"a": [{"exists": "yes"}]}         | exists
          """)
  void of_refuses(String pattern, String problem) {
    assertThatThrownBy(() -> EventPattern.of(Json.parse(pattern), "P"))
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith("P: ")
        .hasMessageContaining(problem);
  }
}
