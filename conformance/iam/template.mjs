// Reads a template that SAM has translated, as CloudFormation would deploy it: with every reference, condition and
// parameter resolved to what IAM sees.

export const ACCOUNT = '123456789012'
export const REGION = 'us-east-1'

export const SHARING_ACCOUNT = '888899990000'
export const REPORT_BUCKET = 'reports'
export const MANIFEST_BUCKET = 'proofs'
export const SOURCE_MANIFEST_BUCKET = 'originals'
export const SOURCE_ACCOUNT = '777788889999'
export const SOURCE_REGION = 'eu-west-1'

// A stack with every statement: also those for customer managed keys, further plans and accounts, pulls, pages and manifests.
const PARAMETERS = {
  VolumeKeyArns: [`arn:aws:kms:${REGION}:${ACCOUNT}:key/volumes`],
  OtherPlans: ['weekly'],
  ShareAccounts: ['111122223333', '444455556666'],
  RestoreFromAccounts: [SHARING_ACCOUNT],
  Rpo: 'PT26H',
  ReportBucket: REPORT_BUCKET,
  ManifestBucket: MANIFEST_BUCKET,
  PullManifestBucket: SOURCE_MANIFEST_BUCKET,
  PullFromRegion: SOURCE_REGION,
  PullFromAccount: SOURCE_ACCOUNT,
  PullKeyArn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/copies`,
  PullSourceKeyArns: [`arn:aws:kms:${SOURCE_REGION}:${SOURCE_ACCOUNT}:key/source`],
}
const PSEUDO = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::StackName': 'stack',
  'AWS::URLSuffix': 'amazonaws.com',
}
const ARN_BY_REF = ['AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine', 'AWS::IAM::ManagedPolicy']
const NOTHING = Symbol('AWS::NoValue')

export class Template {
  constructor(document) {
    this.document = document
  }

  /** The resources of a type, by their logical ids. */
  ofType(type) {
    return Object.entries(this.document.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id]) => id)
  }

  /** A role's own policies and the stack's managed ones, and who may assume it. */
  role(id) {
    const properties = this.resolved(this.document.Resources[id].Properties)
    if (properties.PermissionsBoundary) {
      throw new Error(`${id} has PermissionsBoundary, which is not looked at here`)
    }
    const own = (properties.Policies ?? []).map(policy => ({ name: policy.PolicyName, policy: policy.PolicyDocument }))
    return {
      policies: [...(properties.ManagedPolicyArns ?? []).map(arn => this.managedPolicy(id, arn)), ...own],
      trust: properties.AssumeRolePolicyDocument,
      functions: this.ofType('AWS::Lambda::Function').filter(
        name => this.resolved(this.document.Resources[name].Properties.Role) === this.arn(id),
      ),
    }
  }

  managedPolicy(role, arn) {
    const id = this.ofType('AWS::IAM::ManagedPolicy').find(id => this.arn(id) === arn)
    if (!id) {
      throw new Error(`${role} has ${arn}, which is not of the stack`)
    }
    return { name: id, policy: this.resolved(this.document.Resources[id].Properties.PolicyDocument) }
  }

  resolved(value) {
    if (Array.isArray(value)) {
      return value.map(item => this.resolved(item)).filter(item => item !== NOTHING)
    }
    if (value === null || typeof value !== 'object') {
      return value
    }
    const keys = Object.keys(value)
    if (keys.length === 1 && (['Ref', 'Condition'].includes(keys[0]) || keys[0].startsWith('Fn::'))) {
      return this.intrinsic(keys[0], value[keys[0]])
    }
    return Object.fromEntries(
      keys.map(key => [key, this.resolved(value[key])]).filter(([, item]) => item !== NOTHING),
    )
  }

  intrinsic(name, argument) {
    switch (name) {
      case 'Ref':
        return this.reference(argument)
      case 'Fn::GetAtt':
        return this.attribute(...(Array.isArray(argument) ? argument : argument.split('.')))
      case 'Fn::Sub':
        return this.substituted(...(Array.isArray(argument) ? argument : [argument, {}]))
      case 'Fn::If':
        return this.resolved(argument[this.condition(argument[0]) ? 1 : 2])
      case 'Fn::Join':
        return this.resolved(argument[1]).join(argument[0])
      case 'Condition':
        return this.condition(argument)
      case 'Fn::And':
        return this.resolved(argument).every(holds => holds)
      case 'Fn::Not':
        return !this.resolved(argument)[0]
      case 'Fn::Equals': {
        const [left, right] = this.resolved(argument)
        return String(left) === String(right)
      }
      default:
        throw new Error(`${name} is not known here`)
    }
  }

  condition(name) {
    return this.resolved(this.document.Conditions[name])
  }

  reference(id) {
    if (id === 'AWS::NoValue') {
      return NOTHING
    }
    if (id in PSEUDO) {
      return PSEUDO[id]
    }
    if (id in this.document.Parameters) {
      return PARAMETERS[id] ?? this.document.Parameters[id].Default
    }
    const resource = this.resource(id)
    // What `Ref` gives is the name of most, and the ARN of some.
    return ARN_BY_REF.includes(resource.Type) ? this.arn(id) : this.name(id)
  }

  attribute(id, name) {
    if (name !== 'Arn') {
      throw new Error(`${id}.${name} is not known here`)
    }
    return this.arn(id) + (this.resource(id).Type === 'AWS::Logs::LogGroup' ? ':*' : '')
  }

  substituted(text, variables) {
    return text.replace(/\$\{([^}!]+)\}/g, (all, key) => {
      if (key in variables) {
        return this.resolved(variables[key])
      }
      return key.includes('.') ? this.attribute(...key.split('.')) : this.reference(key)
    })
  }

  resource(id) {
    const resource = this.document.Resources[id]
    if (!resource) {
      throw new Error(`there is no resource ${id}`)
    }
    return resource
  }

  /** The given name, or one like CloudFormation's own. */
  name(id) {
    const properties = this.resource(id).Properties ?? {}
    const given = Object.keys(properties).find(key => /^(Name|.*(GroupName|MachineName))$/.test(key))
    return given ? this.resolved(properties[given]) : `stack-${id}`
  }

  arn(id) {
    const name = this.name(id)
    const here = `${REGION}:${ACCOUNT}`
    switch (this.resource(id).Type) {
      case 'AWS::Lambda::Function':
        return `arn:aws:lambda:${here}:function:${name}`
      case 'AWS::Logs::LogGroup':
        return `arn:aws:logs:${here}:log-group:${name}`
      case 'AWS::StepFunctions::StateMachine':
        return `arn:aws:states:${here}:stateMachine:${name}`
      case 'AWS::SNS::Topic':
        return `arn:aws:sns:${here}:${name}`
      case 'AWS::SQS::Queue':
        return `arn:aws:sqs:${here}:${name}`
      case 'AWS::KMS::Key':
        return `arn:aws:kms:${here}:key/${id}`
      case 'AWS::IAM::Role':
        return `arn:aws:iam::${ACCOUNT}:role/${name}`
      case 'AWS::IAM::ManagedPolicy':
        return `arn:aws:iam::${ACCOUNT}:policy/${name}`
      case 'AWS::Scheduler::ScheduleGroup':
        return `arn:aws:scheduler:${here}:schedule-group/${name}`
      default:
        throw new Error(`the ARN of ${id} is not known here`)
    }
  }
}
