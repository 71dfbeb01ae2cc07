// Who may do what: `shared/grants.json`, one loop for each place that it names.
param people personType
param names namesType

type personType = {
  voice: granteeType
  agent: granteeType
  deployer: granteeType
}
type granteeType = {
  principalId: string
  type: 'User' | 'ServicePrincipal' | 'Group'
}
type namesType = {
  work: string
  hostVoice: string
  hostAgent: string
  vaultVoice: string
  vaultAgent: string
  openai: string
  insights: string
  @description('Empty where Durable keeps its state in the storage account.')
  scheduler: string
}

var roles = loadJsonContent('../../shared/roles.json')
var queueNames = loadJsonContent('../../shared/queues.json')
// Nobody is granted anything as nobody: without a deployer there are no grants to one.
var grants = filter(loadJsonContent('../../shared/grants.json'), grant => !empty(people[grant.to].principalId))
var toQueues = flatten(map(queueNames, (name, index) => map(filter(grants, grant => grant.on == 'queue'), grant => union(grant, { index: index }))))

resource work 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: names.work

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource attachments 'containers' existing = {
      name: 'attachments'
    }

    resource audio 'containers' existing = {
      name: 'audio'
    }

    resource exports 'containers' existing = {
      name: 'exports'
    }

    resource recordings 'containers' existing = {
      name: 'recordings'
    }
  }

  resource queueService 'queueServices' existing = {
    name: 'default'

    resource each 'queues' existing = [for name in queueNames: {
      name: name
    }]
  }
}

resource hostVoice 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: names.hostVoice
}

resource hostAgent 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: names.hostAgent
}

resource vaultVoice 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: names.vaultVoice
}

resource vaultAgent 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: names.vaultAgent
}

resource openai 'Microsoft.CognitiveServices/accounts@2025-06-01' existing = {
  name: names.openai
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: names.insights
}

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' existing = if (!empty(names.scheduler)) {
  name: empty(names.scheduler) ? 'none' : names.scheduler
}

resource onWork 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for grant in filter(grants, each => each.on == 'work'): {
  scope: work
  name: guid(work.id, people[grant.to].principalId, grant.role)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
    principalId: people[grant.to].principalId
    principalType: people[grant.to].type
  }
}]

resource onAttachments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for grant in filter(grants, each => each.on == 'attachments'): {
  scope: work::blobs::attachments
  name: guid(work::blobs::attachments.id, people[grant.to].principalId, grant.role)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
    principalId: people[grant.to].principalId
    principalType: people[grant.to].type
  }
}]

resource onAudio 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for grant in filter(grants, each => each.on == 'audio'): {
  scope: work::blobs::audio
  name: guid(work::blobs::audio.id, people[grant.to].principalId, grant.role)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
    principalId: people[grant.to].principalId
    principalType: people[grant.to].type
  }
}]

resource onExports 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for grant in filter(grants, each => each.on == 'exports'): {
  scope: work::blobs::exports
  name: guid(work::blobs::exports.id, people[grant.to].principalId, grant.role)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
    principalId: people[grant.to].principalId
    principalType: people[grant.to].type
  }
}]

resource onRecordings 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for grant in filter(grants, each => each.on == 'recordings'): {
  scope: work::blobs::recordings
  name: guid(work::blobs::recordings.id, people[grant.to].principalId, grant.role)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
    principalId: people[grant.to].principalId
    principalType: people[grant.to].type
  }
}]

resource onHostVoice 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for grant in filter(grants, each => each.on == 'hostVoice'): {
  scope: hostVoice
  name: guid(hostVoice.id, people[grant.to].principalId, grant.role)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
    principalId: people[grant.to].principalId
    principalType: people[grant.to].type
  }
}]

resource onHostAgent 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for grant in filter(grants, each => each.on == 'hostAgent'): {
  scope: hostAgent
  name: guid(hostAgent.id, people[grant.to].principalId, grant.role)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
    principalId: people[grant.to].principalId
    principalType: people[grant.to].type
  }
}]

resource onVaultVoice 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for grant in filter(grants, each => each.on == 'vaultVoice'): {
  scope: vaultVoice
  name: guid(vaultVoice.id, people[grant.to].principalId, grant.role)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
    principalId: people[grant.to].principalId
    principalType: people[grant.to].type
  }
}]

resource onVaultAgent 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for grant in filter(grants, each => each.on == 'vaultAgent'): {
  scope: vaultAgent
  name: guid(vaultAgent.id, people[grant.to].principalId, grant.role)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
    principalId: people[grant.to].principalId
    principalType: people[grant.to].type
  }
}]

resource onOpenai 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for grant in filter(grants, each => each.on == 'openai'): {
  scope: openai
  name: guid(openai.id, people[grant.to].principalId, grant.role)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
    principalId: people[grant.to].principalId
    principalType: people[grant.to].type
  }
}]

resource onInsights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for grant in filter(grants, each => each.on == 'insights'): {
  scope: insights
  name: guid(insights.id, people[grant.to].principalId, grant.role)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
    principalId: people[grant.to].principalId
    principalType: people[grant.to].type
  }
}]

resource onScheduler 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for grant in filter(grants, each => each.on == 'scheduler'): if (!empty(names.scheduler)) {
  scope: scheduler
  name: guid(scheduler.id, people[grant.to].principalId, grant.role)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
    principalId: people[grant.to].principalId
    principalType: people[grant.to].type
  }
}]

resource onQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for grant in toQueues: {
  scope: work::queueService::each[grant.index]
  name: guid(names.work, queueNames[grant.index], people[grant.to].principalId, grant.role)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[grant.role])
    principalId: people[grant.to].principalId
    principalType: people[grant.to].type
  }
}]
