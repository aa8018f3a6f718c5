package ebsbackup.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleTest {
  @ParameterizedTest
  @CsvSource({
    "aws,        eu-central-1,   eu-central-1.console.aws.amazon.com",
    "aws-cn,     cn-north-1,     cn-north-1.console.amazonaws.cn",
    "aws-us-gov, us-gov-west-1,  us-gov-west-1.console.amazonaws-us-gov.com",
    "aws-eusc,   eusc-de-east-1, eusc-de-east-1.console.amazonaws-eusc.eu",
  })
  void link_isOneOfThePartitionThatTheArnNames(String partition, String region, String host) {
    String arn = "arn:%s:states:%s:123456789012:execution:b:1".formatted(partition, region);

    assertThat(Console.linkTo(arn))
        .isEqualTo(
            "https://%s/states/home?region=%s#/v2/executions/details/%s"
                .formatted(host, region, arn));
  }

  @Test
  void link_inAPartitionWithoutAPublicConsole_isTheArn() {
    String arn = "arn:aws-iso-b:states:us-isob-east-1:123456789012:execution:b:1";

    assertThat(Console.linkTo(arn)).isEqualTo(arn);
  }
}
