// What is asked: of which actions, with which request, on which resources.

import { ACCOUNT, MANIFEST_BUCKET, REGION, REPORT_BUCKET, SHARING_ACCOUNT, SOURCE_ACCOUNT, SOURCE_MANIFEST_BUCKET, SOURCE_REGION } from './template.mjs'

const PLAN_TAGS = ['ebs-backup:plan', 'ebs-backup:run', 'ebs-backup:source', 'ebs-backup:members', 'ebs-backup:volume']

/** No role of this product may do any of these to anything. */
export const NEVER = `
  ec2:ResetSnapshotAttribute ec2:UnlockSnapshot ec2:ModifySnapshotTier
  ec2:RestoreSnapshotTier ec2:RestoreSnapshotFromRecycleBin ec2:ImportSnapshot
  ec2:EnableFastSnapshotRestores ec2:DisableFastSnapshotRestores
  ec2:EnableEbsEncryptionByDefault ec2:DisableEbsEncryptionByDefault ec2:ModifyEbsDefaultKmsKeyId
  ec2:ResetEbsDefaultKmsKeyId ec2:EnableSnapshotBlockPublicAccess ec2:DisableSnapshotBlockPublicAccess
  ec2:ModifyVolume ec2:ModifyVolumeAttribute ec2:CreateImage ec2:RegisterImage ec2:DeregisterImage
  ec2:ModifyImageAttribute ec2:RunInstances ec2:TerminateInstances ec2:RebootInstances ec2:ModifyInstanceMetadataOptions
  ec2:AssociateIamInstanceProfile ec2:AuthorizeSecurityGroupIngress ec2:CreateSecurityGroup
  ebs:PutSnapshotBlock ebs:StartSnapshot ebs:CompleteSnapshot
  rbin:CreateRule rbin:UpdateRule rbin:DeleteRule rbin:UnlockRule
  backup:DeleteRecoveryPoint dlm:UpdateLifecyclePolicy
  lambda:CreateFunction lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration lambda:DeleteFunction
  lambda:AddPermission lambda:PublishVersion lambda:UpdateAlias lambda:CreateEventSourceMapping
  states:CreateStateMachine states:UpdateStateMachine states:DeleteStateMachine states:StopExecution
  scheduler:CreateSchedule scheduler:UpdateSchedule scheduler:DeleteSchedule
  events:PutRule events:PutTargets events:DisableRule events:DeleteRule events:RemoveTargets
  iam:PassRole iam:CreateRole iam:PutRolePolicy iam:AttachRolePolicy iam:UpdateAssumeRolePolicy iam:CreateUser
  iam:CreateAccessKey iam:CreatePolicyVersion iam:DeleteRolePolicy sts:AssumeRole
  logs:CreateLogGroup logs:DeleteLogGroup logs:DeleteLogStream logs:PutRetentionPolicy
  sns:Subscribe sns:DeleteTopic sns:SetTopicAttributes sns:AddPermission
  sqs:PurgeQueue sqs:DeleteQueue sqs:ReceiveMessage sqs:SetQueueAttributes
  kms:ScheduleKeyDeletion kms:DisableKey kms:PutKeyPolicy kms:Encrypt kms:CreateKey
  cloudwatch:DeleteAlarms cloudwatch:DisableAlarmActions cloudwatch:PutMetricAlarm
  cloudformation:UpdateStack cloudformation:DeleteStack
  ssm:GetParameter ssm:StartSession s3:DeleteObject s3:ListBucket secretsmanager:GetSecretValue
`
  .trim()
  .split(/\s+/)

const tagged = (keys, more = {}) => ({
  'aws:TagKeys': keys,
  ...Object.fromEntries(keys.map(key => [`aws:RequestTag/${key}`, 'value'])),
  ...more,
})

const CREATE_SNAPSHOT = {
  "with a plan's tags": tagged(PLAN_TAGS),
  'with the tags of a safety snapshot': tagged(['ebs-backup:restore', 'ebs-backup:safety']),
  'without tags': {},
}
const CREATE_OF_A_RESTORE = {
  "with a restore's tags": tagged(['ebs-backup:restore']),
  'without tags': {},
}
const COPY_TAGS = [...PLAN_TAGS, 'ebs-backup:copy']
const ofPlan = plan => ({ 'aws:RequestTag/ebs-backup:plan': plan })
const THROUGH_EC2 = { 'kms:ViaService': `ec2.${REGION}.amazonaws.com` }
const WITH_A_KEY = {
  'by itself': {},
  'through EC2': THROUGH_EC2,
  'through EC2 for an AWS resource': { ...THROUGH_EC2, 'kms:GrantIsForAWSResource': 'true' },
  "through EC2 in the source's Region": { 'kms:ViaService': `ec2.${SOURCE_REGION}.amazonaws.com` },
  'through EBS': { 'kms:ViaService': `ebs.${REGION}.amazonaws.com` },
  'through SNS': { 'kms:ViaService': `sns.${REGION}.amazonaws.com` },
}

/** The ways in which an action is asked for, where there are several. */
const REQUESTS = {
  'ec2:CreateSnapshot': CREATE_SNAPSHOT,
  'ec2:CreateSnapshots': CREATE_SNAPSHOT,
  'ec2:CopySnapshot': {
    "with the copy plan's tags": tagged(COPY_TAGS, ofPlan('copies')),
    "with the plan's tags": tagged(COPY_TAGS, ofPlan('daily')),
    'without tags': {},
  },
  'ec2:CreateVolume': CREATE_OF_A_RESTORE,
  's3:PutObject': { 'an object': {}, 'an object that does not exist': { 's3:if-none-match': '*' } },
  'cloudwatch:PutMetricData': {
    'in the namespace EbsBackup': { 'cloudwatch:namespace': 'EbsBackup' },
    'in another namespace': { 'cloudwatch:namespace': 'Shop' },
  },
  'ec2:CreateReplaceRootVolumeTask': CREATE_OF_A_RESTORE,
  'ec2:CreateTags': {
    "a plan's, while CreateSnapshots": tagged(PLAN_TAGS, { 'ec2:CreateAction': 'CreateSnapshots' }),
    "a plan's, while CreateSnapshot": tagged(PLAN_TAGS, { 'ec2:CreateAction': 'CreateSnapshot' }),
    "a copy's, while CopySnapshot": tagged(COPY_TAGS, { 'ec2:CreateAction': 'CopySnapshot' }),
    "a safety snapshot's, while CreateSnapshots": tagged(['ebs-backup:restore', 'ebs-backup:safety'], {
      'ec2:CreateAction': 'CreateSnapshots',
    }),
    "a restore's, while CreateVolume": tagged(['ebs-backup:restore'], { 'ec2:CreateAction': 'CreateVolume' }),
    "a restore's, while CreateReplaceRootVolumeTask": tagged(['ebs-backup:restore'], {
      'ec2:CreateAction': 'CreateReplaceRootVolumeTask',
    }),
    'any, while RunInstances': tagged(['Name'], { 'ec2:CreateAction': 'RunInstances' }),
    'ebs-backup:plan, on what exists': tagged(['ebs-backup:plan']),
    'ebs-backup:restore, on what exists': tagged(['ebs-backup:restore']),
    'ebs-backup:restoring, on what exists': tagged(['ebs-backup:restoring']),
    'ebs-backup:restoring and ebs-backup:plan, on what exists': tagged(['ebs-backup:restoring', 'ebs-backup:plan']),
    'ebs-backup:replaced, on what exists': tagged(['ebs-backup:replaced']),
    'ebs-backup:hold, on what exists': tagged(['ebs-backup:hold']),
    'ebs-backup:verified, on what exists': tagged(['ebs-backup:verified']),
    'ebs-backup:changed, on what exists': tagged(['ebs-backup:changed']),
    'ebs-backup:manifest, on what exists': tagged(['ebs-backup:manifest']),
    'ebs-backup:source-manifest, on what exists': tagged(['ebs-backup:source-manifest']),
    'ebs-backup:verified and ebs-backup:plan, on what exists': tagged(['ebs-backup:verified', 'ebs-backup:plan']),
    'Name, on what exists': tagged(['Name']),
    'none, on what exists': {},
  },
  'ec2:DeleteTags': {
    'ebs-backup:restoring': { 'aws:TagKeys': ['ebs-backup:restoring'] },
    'ebs-backup:hold': { 'aws:TagKeys': ['ebs-backup:hold'] },
    'ebs-backup:verified': { 'aws:TagKeys': ['ebs-backup:verified'] },
    'ebs-backup:plan': { 'aws:TagKeys': ['ebs-backup:plan'] },
    // EC2 deletes all tags of a resource when no key is named.
    'all of them': {},
  },
  'ec2:ModifySnapshotAttribute': {
    // The reference has ec2:Add/userId as a key of one value, so the simulator looks at the first of several only. What
    // EC2 sends for several accounts only a real account can show (docs/first-hour.md).
    'adding an account of ShareAccounts': { 'ec2:Add/userId': '444455556666' },
    'adding another account': { 'ec2:Add/userId': '999999999999' },
    'adding all': { 'ec2:Add/group': 'all' },
    'adding an account of ShareAccounts and all': { 'ec2:Add/userId': '111122223333', 'ec2:Add/group': 'all' },
    'removing any account': { 'ec2:Remove/userId': '999999999999' },
  },
  'kms:CreateGrant': WITH_A_KEY,
  'kms:Decrypt': WITH_A_KEY,
  'kms:DescribeKey': WITH_A_KEY,
  'kms:GenerateDataKey': WITH_A_KEY,
  'kms:GetKeyPolicy': WITH_A_KEY,
  'kms:GenerateDataKeyWithoutPlaintext': WITH_A_KEY,
  'kms:ReEncryptFrom': WITH_A_KEY,
  'kms:ReEncryptTo': WITH_A_KEY,
}

export const requestsOf = action => REQUESTS[action] ?? { '': {} }

const resourceTags = tags => Object.fromEntries(Object.entries(tags).map(([k, v]) => [`aws:ResourceTag/${k}`, v]))
const OWN = { 'ec2:Owner': ACCOUNT }
const SET = { 'ebs-backup:plan': 'daily', 'ebs-backup:run': 'daily/1' }
const FOREIGN = { ...OWN, ...resourceTags({ owner: 'ann' }) }

/** Kinds of a resource, by what it carries. */
const KINDS = {
  'ec2:snapshot': {
    managed: { ...OWN, ...resourceTags(SET) },
    'managed and marked': { ...OWN, ...resourceTags({ ...SET, 'ebs-backup:restoring': 'r' }) },
    'of OtherPlans': { ...OWN, ...resourceTags({ ...SET, 'ebs-backup:plan': 'weekly' }) },
    "of another stack's plan": { ...OWN, ...resourceTags({ ...SET, 'ebs-backup:plan': 'hourly' }) },
    'a copy': { ...OWN, ...resourceTags({ ...SET, 'ebs-backup:plan': 'copies', 'ebs-backup:copy': 'c' }) },
    'with the tag of the copy plan only': { ...OWN, ...resourceTags({ 'ebs-backup:plan': 'copies' }) },
    foreign: FOREIGN,
    untagged: OWN,
    "another account's": { 'ec2:Owner': '999999999999' },
    'of an account of RestoreFromAccounts': { 'ec2:Owner': SHARING_ACCOUNT },
    "the source's": { region: SOURCE_REGION, 'ec2:Owner': SOURCE_ACCOUNT },
    "another account's, in the source's Region": { region: SOURCE_REGION, 'ec2:Owner': '999999999999' },
  },
  // The EBS direct APIs know the tags of a snapshot, and not its owner.
  'ebs:snapshot': {
    managed: resourceTags(SET),
    'of OtherPlans': resourceTags({ ...SET, 'ebs-backup:plan': 'weekly' }),
    "of another stack's plan": resourceTags({ ...SET, 'ebs-backup:plan': 'hourly' }),
    'a copy': resourceTags({ ...SET, 'ebs-backup:plan': 'copies', 'ebs-backup:copy': 'c' }),
    foreign: resourceTags({ owner: 'ann' }),
    untagged: {},
  },
  'ec2:volume': {
    managed: { ...OWN, ...resourceTags({ 'ebs-backup:restore': 'r' }) },
    marked: { ...OWN, ...resourceTags({ 'ebs-backup:restoring': 'r' }) },
    replaced: { ...OWN, ...resourceTags({ 'ebs-backup:replaced': 'r' }) },
    foreign: FOREIGN,
    untagged: OWN,
  },
  'ec2:instance': {
    managed: resourceTags({ Backup: 'daily' }),
    foreign: resourceTags({ owner: 'ann' }),
    untagged: {},
  },
}

/** What an action makes has nothing yet that tells kinds apart. */
const CREATES = {
  'ec2:CreateSnapshot': 'ec2:snapshot',
  'ec2:CreateSnapshots': 'ec2:snapshot',
  'ec2:CreateVolume': 'ec2:volume',
  'ec2:CreateReplaceRootVolumeTask': 'ec2:replace-root-volume-task',
}

/** The stack's own resources of a type of IAM's. */
function own(template, type) {
  const arns = (cloudFormationType, arn) =>
    Object.fromEntries(template.ofType(cloudFormationType).map(id => [id, arn(template.arn(id))]))
  switch (type) {
    case 'lambda:function':
      // A version is a function too, for IAM.
      return Object.fromEntries(
        Object.entries(arns('AWS::Lambda::Function', arn => arn)).flatMap(([id, arn]) => [
          [id, arn],
          [`a version of ${id}`, `${arn}:7`],
        ]),
      )
    case 'logs:log-group':
      return arns('AWS::Logs::LogGroup', arn => arn)
    case 'logs:log-stream':
      return arns('AWS::Logs::LogGroup', arn => `${arn}:log-stream:s`)
    case 'states:statemachine':
      return arns('AWS::StepFunctions::StateMachine', arn => arn)
    case 'states:execution':
      return arns('AWS::StepFunctions::StateMachine', arn => `${arn.replace(':stateMachine:', ':execution:')}:e`)
    case 'sns:topic':
      return arns('AWS::SNS::Topic', arn => arn)
    case 'sqs:queue':
      return arns('AWS::SQS::Queue', arn => arn)
    case 'kms:key':
      return {
        ...arns('AWS::KMS::Key', arn => arn),
        VolumeKeyArns: template.reference('VolumeKeyArns')[0],
        PullKeyArn: template.reference('PullKeyArn'),
        PullSourceKeyArns: template.reference('PullSourceKeyArns')[0],
      }
    case 'ssm:document':
      // The ARNs of AWS's own documents have no account, which the simulator does not accept. The role allows both forms.
      return { 'AWS-RunShellScript': `arn:aws:ssm:${REGION}:${ACCOUNT}:document/AWS-RunShellScript` }
    case 's3:object':
      return {
        'a page of the stack': `arn:aws:s3:::${REPORT_BUCKET}/ebs-backup/stack/2026-03-01.html`,
        'a manifest': `arn:aws:s3:::${MANIFEST_BUCKET}/manifests/snap-1/00000`,
        'a manifest of the source': `arn:aws:s3:::${SOURCE_MANIFEST_BUCKET}/manifests/snap-1/00000`,
      }
    case 'iam:role':
      return arns('AWS::IAM::Role', arn => arn)
    default:
      return {}
  }
}

/**
 * The resources to ask about: for each kind an ARN and what IAM would know of it.
 *
 * @param pattern the ARN of the type, as the service's reference has it
 */
export function resourcesOf(template, action, type, pattern) {
  const foreign = pattern
    .replace('${Partition}', 'aws')
    .replace('${Region}', REGION)
    .replace('${Account}', ACCOUNT)
    .replace('${SnapshotId}', 'snap-other')
    .replace(/\$\{[^}]+\}/g, 'other')
  if (CREATES[action] === type) {
    return [{ kind: 'new', arn: foreign, context: {} }]
  }
  if (type in KINDS) {
    const kinds = Object.entries(KINDS[type]).map(([kind, { region, ...context }]) => ({
      kind,
      arn: region ? foreign.replace(`:${REGION}:`, `:${region}:`) : foreign,
      context,
    }))
    // A copy is checked twice: the snapshot that is copied, and the new one.
    return action === 'ec2:CopySnapshot' ? [...kinds, { kind: 'new', arn: foreign, context: {} }] : kinds
  }
  const mine = Object.entries(own(template, type)).map(([kind, arn]) => ({ kind, arn, context: {} }))
  return [...mine, { kind: mine.length > 0 ? 'foreign' : 'any', arn: foreign, context: {} }]
}
