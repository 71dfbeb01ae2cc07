// Where secrets lie: a vault for each app. The agent's holds none of the telephone's.
param location string
param tags object
param token string
param open bool

resource vaults 'Microsoft.KeyVault/vaults@2024-11-01' = [for app in ['voice', 'agent']: {
  name: 'kv-${app}-${token}'
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: open ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: open ? 'Allow' : 'Deny'
    }
  }
}]

output voiceId string = vaults[0].id
output voiceName string = vaults[0].name
output voiceUri string = vaults[0].properties.vaultUri
output agentId string = vaults[1].id
output agentName string = vaults[1].name
output agentUri string = vaults[1].properties.vaultUri
