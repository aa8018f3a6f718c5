package embeddedcloud.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
  private static final String LAMBDA = "arn:aws:lambda:eu-central-1:123456789012:function:";
  private static final String BAKERY =
      "arn:aws:states:eu-central-1:123456789012:stateMachine:night-bakery";
  private static final String TOPIC = "arn:aws:sns:eu-central-1:123456789012:night-Topic";
  private static final String QUEUE = "arn:aws:sqs:eu-central-1:123456789012:night-Queue";

  private static Stack stack(Map<String, String> parameters) {
    return new Stack("night", "eu-central-1", "123456789012", parameters);
  }

  private static String yaml() throws IOException {
    try (InputStream in = TemplateTest.class.getResourceAsStream("small.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Template template(Map<String, String> parameters) throws IOException {
    return Template.parse(yaml(), stack(parameters));
  }

  @Test
  void functions_haveGlobalsMergedIn() throws IOException {
    Template template = template(Map.of());

    assertThat(template.functions()).extracting(LambdaFunction::logicalId).contains("Bake", "Tell");
    LambdaFunction bake = template.function(LAMBDA + "night-Bake:live").orElseThrow();
    assertThat(bake)
        .isEqualTo(
            new LambdaFunction(
                "Bake",
                "night-Bake",
                LAMBDA + "night-Bake",
                Optional.of(LAMBDA + "night-Bake:live"),
                "bakery.BakeHandler::handleRequest",
                "java21",
                Map.of(
                    "BREAD", "rye",
                    "OVEN", "north in eu-central-1",
                    "TOPIC", TOPIC,
                    "LOAVES", "12",
                    "QUICK", "true"),
                Duration.ofMinutes(5),
                512,
                "functions/",
                "arn:aws:iam::123456789012:role/night-BakeRole",
                "bakery-logs"));
    assertThat(template.function(bake.arn())).contains(bake);
    LambdaFunction tell = template.function(LAMBDA + "night-tell:now").orElseThrow();
    assertThat(tell.timeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(tell.logGroup()).isEqualTo("/aws/lambda/night-tell");
    assertThat(tell.environment()).isEqualTo(Map.of("BREAD", "rye", "OVEN", "north"));
    assertThat(template.function(LAMBDA + "other")).isEmpty();
  }

  @Test
  void stateMachines_haveTheirSubstitutionsResolved() throws IOException {
    StateMachine bakery = template(Map.of()).stateMachine(BAKERY).orElseThrow();

    assertThat(bakery)
        .isEqualTo(
            new StateMachine(
                "Bakery",
                "night-bakery",
                BAKERY,
                "STANDARD",
                "statemachine/bakery.asl.json",
                Map.of(
                    "BakeArn", LAMBDA + "night-Bake:live",
                    "TellArn", LAMBDA + "night-tell:now",
                    "PlainArn", LAMBDA + "night-Bake",
                    "VersionArn", LAMBDA + "night-Bake:1"),
                "arn:aws:iam::123456789012:role/night-BakeRole"));
  }

  @Test
  void schedules_areThoseOfTheTemplate() throws IOException {
    List<Schedule> schedules = template(Map.of()).schedules();

    assertThat(schedules)
        .containsExactly(
            new Schedule(
                "Weekly",
                "night-Weekly",
                "arn:aws:scheduler:eu-central-1:123456789012:schedule/default/night-Weekly",
                "rate(7 days)",
                ZoneId.of("UTC"),
                true,
                Duration.ZERO,
                BAKERY,
                Optional.of("{\"weekly\":true}"),
                185,
                Duration.ofDays(1),
                Optional.empty()),
            new Schedule(
                "Nightly",
                "night-Nightly",
                "arn:aws:scheduler:eu-central-1:123456789012:schedule/night/night-Nightly",
                "cron(0 3 * * ? *)",
                ZoneId.of("Europe/Berlin"),
                true,
                Duration.ZERO,
                BAKERY,
                Optional.of(
                    "{\"bread\": \"rye\", \"loaves\": 12, \"at\":"
                        + " \"<aws.scheduler.scheduled-time>\", \"raw\": \"${Raw}\"}\n"),
                3,
                Duration.ofHours(1),
                Optional.of(QUEUE)));
  }

  @Test
  void parameters_changeWhatIsDeployed() throws IOException {
    Template template =
        template(Map.of("Window", "30", "Note", "x", "Bread", "spelt", "Oven", "south"));

    assertThat(template.schedules())
        .filteredOn(schedule -> schedule.logicalId().equals("Nightly"))
        .extracting(Schedule::flexibleWindow)
        .containsExactly(Duration.ofMinutes(30));
    assertThat(template.schedules())
        .filteredOn(schedule -> schedule.name().equals("sometimes"))
        .extracting(Schedule::enabled)
        .containsExactly(false);
    assertThat(template.functions().get(0).environment())
        .containsEntry("OVEN", "south in eu-central-1");
    assertThat(template.topics().get(0).subscriptions()).hasSize(1);
    assertThat(template.outputs()).extracting(Output::name).contains("OnlyWithNote");
    assertThat(template.parameterValues())
        .containsEntry("Bread", "spelt")
        .containsEntry("Loaves", "12");
  }

  @Test
  void rules_areThoseOfTheTemplate() throws IOException {
    List<EventRule> rules = template(Map.of()).rules();

    assertThat(rules).extracting(EventRule::logicalId).containsExactly("Rule");
    assertThat(rules.get(0).targets())
        .containsExactly(
            new EventRule.Target(LAMBDA + "night-tell:now", Optional.empty(), Optional.of(QUEUE)));
    Map<String, Object> event =
        Map.of("source", "aws.states", "detail", Map.of("stateMachineArn", BAKERY));
    assertThat(rules.get(0).pattern().matches(event)).isTrue();
    assertThat(rules.get(0).pattern().matches(Map.of("source", "aws.states"))).isFalse();
  }

  @Test
  void roles_haveAllTheStatementsThatSpeakAboutThem() throws IOException {
    Template template = template(Map.of());

    Role bake = template.role("arn:aws:iam::123456789012:role/night-BakeRole").orElseThrow();
    assertThat(bake.trust()).containsKey("Statement");
    assertThat(bake.statements()).hasSize(4);
    assertThat(bake.managedPolicyArns())
        .containsExactly("arn:aws:iam::123456789012:policy/night-SharedPolicy");
    assertThat(bake.statements())
        .contains(
            new PolicyStatement(
                Optional.of("Trace"),
                "Allow",
                List.of("xray:PutTraceSegments"),
                List.of(),
                List.of("*"),
                List.of(),
                Map.of()),
            new PolicyStatement(
                Optional.of("TagBread"),
                "Allow",
                List.of("ec2:CreateTags", "ec2:Describe*"),
                List.of(),
                List.of("arn:aws:ec2:eu-central-1::snapshot/*"),
                List.of(),
                Map.of("StringEquals", Map.of("ec2:CreateAction", List.of("CreateSnapshots")))),
            new PolicyStatement(
                Optional.empty(),
                "Deny",
                List.of(),
                List.of("ec2:*"),
                List.of(),
                List.of("*"),
                Map.of()));
    Role tell = template.role("arn:aws:iam::123456789012:role/night-TellRole").orElseThrow();
    assertThat(tell.managedPolicyArns())
        .containsExactly(
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
            "arn:aws:iam::123456789012:policy/night-SharedPolicy");
    assertThat(tell.statements())
        .extracting(PolicyStatement::resources)
        .containsExactly(List.of("*"), List.of(TOPIC));
  }

  @Test
  void topics_haveTheirSubscriptions() throws IOException {
    assertThat(template(Map.of()).topics())
        .containsExactly(
            new Topic(
                "Topic",
                "night-Topic",
                TOPIC,
                List.of(
                    new Topic.Subscription("sqs", QUEUE),
                    new Topic.Subscription("email", "baker@example.org"))));
  }

  @Test
  void outputs_areResolved() throws IOException {
    assertThat(template(Map.of()).outputs())
        .containsExactly(
            new Output(
                "Everything",
                Optional.of("All the functions in one"),
                "rye-eu-central-1|not both|either|amazonaws.com|night-Queue|a+b+c"),
            new Output(
                "Queue",
                Optional.empty(),
                "https://sqs.eu-central-1.amazonaws.com/123456789012/night-Queue"));
  }

  @Test
  void resources_haveTheirOwnPoliciesAndResolvedProperties() {
    String yaml =
        """
        Conditions:
          Never: !Equals [a, b]
        Resources:
          Bread: { Type: AWS::S3::Bucket, DeletionPolicy: Retain, UpdateReplacePolicy: Snapshot, Properties: { BucketName: !Ref AWS::StackName } }
          Oven: { Type: AWS::SQS::Queue, DeletionPolicy: Delete }
          Note: { Type: AWS::SNS::Topic, UpdateReplacePolicy: Retain }
          Off: { Type: AWS::SNS::Topic, Condition: Never, DeletionPolicy: Retain }
        """;

    assertThat(Template.resources(TemplateYaml.parse(yaml), stack(Map.of())))
        .containsExactly(
            new Resource(
                "Bread",
                "AWS::S3::Bucket",
                Optional.of("Retain"),
                Optional.of("Snapshot"),
                Map.of("BucketName", "night")),
            new Resource(
                "Oven", "AWS::SQS::Queue", Optional.of("Delete"), Optional.empty(), Map.of()),
            new Resource(
                "Note", "AWS::SNS::Topic", Optional.empty(), Optional.of("Retain"), Map.of()));
  }

  @Test
  void otherPartitions_haveTheirOwnArns() throws IOException {
    Template template =
        Template.parse(yaml(), new Stack("night", "cn-north-1", "123456789012", Map.of()));

    assertThat(template.functions().get(0).arn())
        .isEqualTo("arn:aws-cn:lambda:cn-north-1:123456789012:function:night-Bake");
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Bread  | wheat   | Parameters.Bread: expected one of [rye, spelt], but was wheat
          Loaves | many    | Parameters.Loaves: expected a number, but was many
          Loaves | 0       | Parameters.Loaves: expected at least 1, but was 0
          Loaves | 100     | Parameters.Loaves: expected at most 99, but was 100
          Oven   | North-1 | Parameters.Oven: expected two to eight small letters, but was North-1
          Bred   | rye     | Parameters.Bred: is not in the template, which has [Bread, Keys, Loaves, Note, Oven, Window]
          """)
  void parameters_areChecked(String name, String value, String problem) {
    assertThatThrownBy(() -> template(Map.of(name, value)))
        .isInstanceOf(TemplateException.class)
        .hasMessage(problem);
  }

  /** A template of one output, and its value. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          !Ref AWS::AccountId             | 123456789012
          !Ref AWS::Partition             | aws
          !Ref AWS::StackName             | night
          !Ref Bake                       | baker
          !Ref Bake.Alias                 | arn:aws:lambda:eu-central-1:123456789012:function:baker:live
          !Ref Bake.Version               | arn:aws:lambda:eu-central-1:123456789012:function:baker:1
          !Ref Work                       | arn:aws:states:eu-central-1:123456789012:stateMachine:works
          !Ref Key                        | 87d2ed92-6bb9-39eb-b3dc-d4989b14f731
          !Ref Plan                       | plans
          !Ref Loud                       | louder
          !GetAtt Work.Arn                | arn:aws:states:eu-central-1:123456789012:stateMachine:works
          !GetAtt Work.Name               | works
          !GetAtt Plan.Arn                | arn:aws:scheduler:eu-central-1:123456789012:schedule/group/plans
          !GetAtt Lone.Arn                | arn:aws:scheduler:eu-central-1:123456789012:schedule/default/night-Lone
          !GetAtt Rule.Arn                | arn:aws:events:eu-central-1:123456789012:rule/rules
          !GetAtt Group.Arn               | arn:aws:scheduler:eu-central-1:123456789012:schedule-group/group
          !GetAtt Queue.Arn               | arn:aws:sqs:eu-central-1:123456789012:queues
          !GetAtt Logs.Arn                | arn:aws:logs:eu-central-1:123456789012:log-group:/logs:*
          !GetAtt Loud.Arn                | arn:aws:cloudwatch:eu-central-1:123456789012:alarm:louder
          !GetAtt Key.Arn                 | arn:aws:kms:eu-central-1:123456789012:key/87d2ed92-6bb9-39eb-b3dc-d4989b14f731
          !GetAtt Policy.Arn              | arn:aws:iam::123456789012:policy/policies
          !GetAtt Role.Arn                | arn:aws:iam::123456789012:role/roles
          !Sub '${Queue.QueueName} ${Queue.QueueName}' | queues queues
          !If [Both, yes, no]             | yes
          !If [NotBoth, yes, no]          | no
          !If [Either, yes, no]           | yes
          !If [Neither, yes, no]          | no
          !If [Zero, yes, no]             | yes
          """)
  void resolve_gives(String value, String expected) {
    String yaml =
        """
        Conditions:
          True: !Equals [a, a]
          Never: !Equals [a, b]
          Both: !And [!Condition True, !Condition True]
          NotBoth: !And [!Condition True, !Condition Never]
          Either: !Or [!Condition Never, !Condition True]
          Neither: !Or [!Condition Never, !Condition Never]
          Zero: !Equals [0, '0']
        Resources:
          Bake: { Type: AWS::Serverless::Function, Properties: { FunctionName: baker, Handler: h, Runtime: j, CodeUri: x, Role: r, AutoPublishAlias: live } }
          Work: { Type: AWS::Serverless::StateMachine, Properties: { Name: works, DefinitionUri: d, Role: r } }
          Key: { Type: AWS::KMS::Key }
          Plan: { Type: AWS::Scheduler::Schedule, Properties: { Name: plans, GroupName: group, ScheduleExpression: rate(1 day), Target: { Arn: a } } }
          Lone: { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: rate(1 day), Target: { Arn: a } } }
          Group: { Type: AWS::Scheduler::ScheduleGroup, Properties: { Name: group } }
          Rule: { Type: AWS::Events::Rule, Properties: { Name: rules, EventPattern: { a: [b] }, Targets: [] } }
          Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: queues } }
          Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /logs } }
          Loud: { Type: AWS::CloudWatch::Alarm, Properties: { AlarmName: louder } }
          Policy: { Type: AWS::IAM::ManagedPolicy, Properties: { ManagedPolicyName: policies, PolicyDocument: { Statement: [] } } }
          Role: { Type: AWS::IAM::Role, Properties: { RoleName: roles, AssumeRolePolicyDocument: { Statement: [] } } }
        Outputs:
          X:
            Value: %s
        """
            .formatted(value);

    assertThat(Template.parse(yaml, stack(Map.of())).outputs())
        .extracting(Output::value)
        .containsExactly(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          !Not [text]                                       | Conditions.Odd: expected a condition function, but was text
          { 'Fn::Not': [{ 'Fn::Equals': [a, b], More: 1 }] } | Conditions.Odd: expected a condition function, but was {Fn::Equals=[a, b], More=1}
          !Join [a, b]                                      | Conditions.Odd: Fn::Join is not a condition function
          !And [!Equals [a, b]]                             | Conditions.Odd: Fn::And takes 2 to 10 conditions, but got [{Fn::Equals=[a, b]}]
          !Or text                                          | Conditions.Odd: Fn::Or takes 2 to 10 conditions, but got text
          """)
  void aConditionThatIsNone_isRefused(String condition, String problem) {
    String yaml =
        "Conditions: { Odd: %s }\nOutputs: { X: { Condition: Odd, Value: a } }\n"
            .formatted(condition);

    assertThatThrownBy(() -> Template.parse(yaml, stack(Map.of())))
        .isInstanceOf(TemplateException.class)
        .hasMessage(problem);
  }

  @Test
  void upToTenConditions_canBeCombined() {
    String ten = "!Equals [a, a], ".repeat(9);
    String yaml = "Conditions: { Odd: !And [%s] }\nOutputs: { X: { Condition: Odd, Value: a } }\n";

    assertThat(Template.parse(yaml.formatted(ten + "!Equals [a, a]"), stack(Map.of())).outputs())
        .hasSize(1);
    assertThat(Template.parse(yaml.formatted(ten + "!Equals [a, b]"), stack(Map.of())).outputs())
        .isEmpty();
    assertThatThrownBy(
            () -> Template.parse(yaml.formatted(ten + ten + "!Equals [a, a]"), stack(Map.of())))
        .hasMessageStartingWith("Conditions.Odd: Fn::And takes 2 to 10 conditions, but got [");
  }

  @Test
  void valuesAreReadAsCloudFormationDoes() {
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("whole", List.of(0L, -7L, 12L));
    expected.put("broken", List.of(0.5, -1.25));
    expected.put("unusual", List.of("007", "1.50", "1e3", "+1", "0x1F", "1234567890123456789"));
    expected.put("truths", List.of(true, true, false));
    expected.put("nothing", null);
    expected.put("nulls", null);
    expected.put("texts", List.of("yes", "12", "~ a"));

    assertThat(
            TemplateYaml.parse(
                """
                whole: [0, -7, 12]
                broken: [0.5, -1.25]
                unusual: [007, 1.50, 1e3, +1, 0x1F, 1234567890123456789]
                truths: [true, True, false]
                nothing:
                nulls: ~
                texts: [yes, '12', ~ a]
                """))
        .isEqualTo(expected);
    assertThatThrownBy(() -> TemplateYaml.parse("a: { b: !!binary aGk= }"))
        .hasMessage("a.b: values tagged tag:yaml.org,2002:binary are not read");
    assertThatThrownBy(() -> TemplateYaml.parse("a: { ? [b] : c }"))
        .hasMessage("a: a key is a plain word, without << or structure");
    assertThatThrownBy(() -> TemplateYaml.parse("a: &a { b: 1 }\nc: { <<: *a }"))
        .hasMessage("c: a key is a plain word, without << or structure");
    assertThat(TemplateYaml.parse("{\"a\": [1, \"b\"]}")).isEqualTo(Map.of("a", List.of(1L, "b")));
  }

  @Test
  void globals_areMergedIntoObjectsAndLists_butNotIntoCallsOfFunctions() {
    String yaml =
        """
        Globals:
          Function:
            Runtime: java21
            Layers: [a]
            Environment: { Variables: { ONE: 1, BOTH: global } }
            Tags: !Ref AWS::StackName
            Role: { Ref: AWS::Region }
        Resources:
          X:
            Type: AWS::Serverless::Function
            Properties:
              Layers: [b]
              Environment: { Variables: { TWO: 2, BOTH: own } }
              Tags: { own: tag }
              Role: { Ref: AWS::StackName }
          Y: { Type: AWS::SQS::Queue }
        """;

    assertThat(Template.resources(TemplateYaml.parse(yaml), stack(Map.of())))
        .extracting(Resource::properties)
        .containsExactly(
            Map.of(
                "Runtime",
                "java21",
                "Layers",
                List.of("a", "b"),
                "Environment",
                Map.of("Variables", Map.of("ONE", 1L, "TWO", 2L, "BOTH", "own")),
                "Tags",
                Map.of("own", "tag"),
                "Role",
                "night"),
            Map.of());
  }

  /** A template of one output, and what is wrong with it. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          !Ref Nothing                    | Outputs.X.Value: no parameter or resource is called Nothing
          !Sub 'a ${Nothing} b'           | Outputs.X.Value: no parameter or resource is called Nothing
          !Sub '${Topic.Color}'          | Outputs.X.Value: Fn::GetAtt Color of Topic is not known here: it is of type AWS::SNS::Topic
          !GetAtt Nothing.Arn             | Outputs.X.Value: no resource is called Nothing
          !GetAtt Nothing.QueueName       | Outputs.X.Value: no resource is called Nothing
          !GetAtt Off.Arn                 | Outputs.X.Value: Off is not created: its condition Never is false
          !GetAtt OffQueue.QueueName      | Outputs.X.Value: OffQueue is not created: its condition Never is false
          !GetAtt OffWork.Name            | Outputs.X.Value: OffWork is not created: its condition Never is false
          !GetAtt OffNote.Value           | Outputs.X.Value: OffNote is not created: its condition Never is false
          !GetAtt Note.Value              | Outputs.X.Value: Note has no Value
          !GetAtt Topic                   | Outputs.X.Value: Fn::GetAtt takes Resource.Attribute, but got Topic
          !Ref Topic.Alias                | Outputs.X.Value: Topic has no AutoPublishAlias
          !Ref Topic.Version              | Outputs.X.Value: Topic has no AutoPublishAlias
          !Ref OffBake.Alias              | Outputs.X.Value: OffBake is not created: its condition Never is false
          !Ref OffBake.Version            | Outputs.X.Value: OffBake is not created: its condition Never is false
          !Ref Odd                        | Outputs.X.Value: Ref of Odd is not known here: it is of type AWS::Odd::Thing
          !Ref Off                        | Outputs.X.Value: Off is not created: its condition Never is false
          !If [Never, a]                  | Outputs.X.Value: Fn::If takes a list of 3, but got [Never, a]
          !If [Sometimes, a, b]           | Outputs.X.Value: no condition is called Sometimes
          !If [Circle, a, b]              | Conditions.Circle: depends on itself
          !Equals [a, b]                  | Outputs.X.Value: Fn::Equals is not supported by the embedded cloud
          !ImportValue shared             | Outputs.X.Value: Fn::ImportValue is not supported by the embedded cloud
          !Select [1, [a, b]]             | Outputs.X.Value: Fn::Select is not supported by the embedded cloud
          !FindInMap [Ovens, east, Heat]  | Outputs.X.Value: Fn::FindInMap is not supported by the embedded cloud
          !Bake bread                     | Outputs.X.Value: Fn::Bake is not supported by the embedded cloud
          !Join [',', text]               | Outputs.X.Value: Fn::Join takes a list, but got text
          '{{resolve:ssm:x}}'             | Outputs.X.Value: dynamic references need an account: {{resolve:ssm:x}}
          { Ref: Topic, More: 1 }         | Outputs.X.Value: Ref must be the only key of its object
          [a, b]                          | Outputs.X.Value: expected text, but was [a, b]
          !Sub '${Mutual}'                | Resources.Mutual: its name depends on itself
          """)
  void resolve_refuses(String value, String problem) {
    String yaml =
        """
        Conditions:
          Never: !Equals [a, b]
          Circle: !Not [!Condition Circle]
        Resources:
          Topic: { Type: AWS::SNS::Topic }
          Odd: { Type: AWS::Odd::Thing }
          Off: { Type: AWS::SNS::Topic, Condition: Never }
          OffQueue: { Type: AWS::SQS::Queue, Condition: Never }
          OffWork: { Type: AWS::Serverless::StateMachine, Condition: Never }
          OffNote: { Type: AWS::SSM::Parameter, Condition: Never, Properties: { Value: a } }
          OffBake: { Type: AWS::Serverless::Function, Condition: Never, Properties: { AutoPublishAlias: live } }
          Note: { Type: AWS::SSM::Parameter }
          Mutual: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub 'x-${Mutual}' } }
        Outputs:
          X:
            Value: %s
        """
            .formatted(value);

    assertThatThrownBy(() -> Template.parse(yaml, stack(Map.of())))
        .isInstanceOf(TemplateException.class)
        .hasMessage(problem);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          { Type: AWS::Serverless::Function, Properties: { Runtime: java21, CodeUri: x } } | Resources.X.Properties.Handler: missing
          { Type: AWS::Serverless::Function, Properties: { Handler: h, Runtime: j, CodeUri: x, Timeout: soon } } | Resources.X.Properties.Timeout: expected a whole number, but was soon
          { Type: AWS::Serverless::Function, Properties: { Handler: h, Runtime: j, CodeUri: x, Events: { E: { Type: Api } } } } | Resources.X.Properties.Events: is not supported by the embedded cloud
          { Type: AWS::Serverless::Function, Properties: { Handler: h, Runtime: j, CodeUri: x, Policies: [{ SNSPublishMessagePolicy: {} }] } } | Resources.X.Properties.Policies: is not supported by the embedded cloud
          { Type: AWS::Serverless::Function, Properties: { Handler: h, Runtime: j, CodeUri: x } } | Resources.X.Properties.Role: missing
          { Type: AWS::Serverless::StateMachine, Properties: { Definition: {} } } | Resources.X.Properties.Definition: is not supported by the embedded cloud
          { Type: AWS::Scheduler::Schedule, Properties: { Target: { Arn: a } } } | Resources.X.Properties.ScheduleExpression: missing
          { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: r, ScheduleExpressionTimezone: Mars/Base, Target: { Arn: a } } } | Resources.X.Properties.ScheduleExpressionTimezone: there is no time zone Mars/Base
          { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: r, State: ON, Target: { Arn: a } } } | Resources.X.Properties.State: expected ENABLED or DISABLED, but was ON
          { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: r, FlexibleTimeWindow: { Mode: FLEXIBLE }, Target: { Arn: a } } } | Resources.X.Properties.FlexibleTimeWindow.MaximumWindowInMinutes: missing
          { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: r, StartDate: soon, Target: { Arn: a } } } | Resources.X.Properties.StartDate: is not supported by the embedded cloud
          { Type: AWS::SNS::Topic, Properties: { Subscription: [] } } | Resources.X.Properties.Subscription: is not supported by the embedded cloud
          { Type: AWS::Events::Rule, Properties: { Targets: [] } } | Resources.X.Properties.EventPattern: missing
          { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day) } } | Resources.X.Properties.ScheduleExpression: is not supported by the embedded cloud
          { Type: AWS::Events::Rule, Properties: { EventPattern: { a: [1] }, Targets: [{ Arn: a, InputPath: b }] } } | Resources.X.Properties.Targets[0].InputPath: is not supported by the embedded cloud
          { Type: AWS::IAM::Role, Properties: { Policies: [{ PolicyDocument: { Statement: [{ Effect: allow }] } }] } } | Resources.X.Properties.Policies[0].PolicyDocument.Statement[0].Effect: expected Allow or Deny, but was allow
          { Type: AWS::IAM::Role, Properties: { Policies: [{ PolicyDocument: { Statement: { Effect: Allow, Action: a } } }] } } | Resources.X.Properties.Policies[0].PolicyDocument.Statement.Resource: exactly one of Resource and NotResource is needed
          { Type: AWS::Events::Rule, Properties: { EventPattern: { a: [1] }, Targets: all } } | Resources.X.Properties.Targets: expected a list, but was all
          { Properties: {} } | Resources.X.Type: missing
          text | Resources.X: expected an object, but was text
          """)
  void read_refuses(String resource, String problem) {
    String yaml = "Resources:\n  X: " + resource + "\n";

    assertThatThrownBy(() -> Template.parse(yaml, stack(Map.of())))
        .isInstanceOf(TemplateException.class)
        .hasMessage(problem);
  }

  @Test
  void parse_refusesTextThatIsNotATemplate() {
    assertThatThrownBy(() -> Template.parse("a: [1", stack(Map.of())))
        .isInstanceOf(TemplateException.class)
        .message()
        .startsWith("line 1: is not YAML: ")
        .doesNotContain("\n");
    assertThatThrownBy(() -> Template.parse("", stack(Map.of()))).hasMessage("template: is empty");
    assertThatThrownBy(() -> Template.parse("[a]", stack(Map.of())))
        .hasMessage("template: expected an object at the top");
    assertThatThrownBy(() -> Template.parse("A: 1\nB: 1\nA: 2\n", stack(Map.of())))
        .hasMessage("A: is a duplicate key");
    assertThatThrownBy(() -> Template.parse("Transform: AWS::Include\n", stack(Map.of())))
        .hasMessage("Transform: AWS::Include is not supported by the embedded cloud");
    assertThatThrownBy(
            () ->
                Template.parse(
                    "Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>' } }",
                    stack(Map.of())))
        .hasMessage(
            "Parameters.P.Type: AWS::SSM::Parameter::Value<String> is not supported by the embedded"
                + " cloud");
    assertThatThrownBy(() -> Template.parse("Mappings: { A: {} }", stack(Map.of())))
        .hasMessage("Mappings: is not supported by the embedded cloud");
    assertThatThrownBy(() -> Template.parse("Parameters: { P: { Type: String } }", stack(Map.of())))
        .hasMessage("Parameters.P: has no default and no value was given");
  }
}
