// Who did what to the data services: `shared/diagnostics.json`, kept beside the telemetry.
param workspaceId string
param names namesType

type namesType = {
  work: string
  vaultVoice: string
  vaultAgent: string
  postgres: string
  cosmos: string
  openai: string
}

var categories = loadJsonContent('../../shared/diagnostics.json')

resource work 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: names.work

  resource blobs 'blobServices' existing = {
    name: 'default'
  }
}

resource vaultVoice 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: names.vaultVoice
}

resource vaultAgent 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: names.vaultAgent
}

resource postgres 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' existing = {
  name: names.postgres
}

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' existing = {
  name: names.cosmos
}

resource openai 'Microsoft.CognitiveServices/accounts@2025-06-01' existing = {
  name: names.openai
}

resource ofBlobs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: work::blobs
  name: 'centralita'
  properties: {
    workspaceId: workspaceId
    logs: map(categories.blobs, category => { category: category, enabled: true })
  }
}

resource ofVaultVoice 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vaultVoice
  name: 'centralita'
  properties: {
    workspaceId: workspaceId
    logs: map(categories.vaultVoice, category => { category: category, enabled: true })
  }
}

resource ofVaultAgent 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vaultAgent
  name: 'centralita'
  properties: {
    workspaceId: workspaceId
    logs: map(categories.vaultAgent, category => { category: category, enabled: true })
  }
}

resource ofPostgres 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: postgres
  name: 'centralita'
  properties: {
    workspaceId: workspaceId
    logs: map(categories.postgres, category => { category: category, enabled: true })
  }
}

resource ofCosmos 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: cosmos
  name: 'centralita'
  properties: {
    workspaceId: workspaceId
    logs: map(categories.cosmos, category => { category: category, enabled: true })
  }
}

resource ofOpenai 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: openai
  name: 'centralita'
  properties: {
    workspaceId: workspaceId
    logs: map(categories.openai, category => { category: category, enabled: true })
  }
}
