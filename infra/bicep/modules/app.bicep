// One function app on Flex Consumption, with a plan of its own: a plan takes one app.
param role 'voice' | 'agent'
param location string
param tags object
param token string
param identity object
param packages string
param pythonVersion string
param memoryMb int
param most int
param concurrency int
param ready readyType[]
param subnetId string
param connectionString string
@description('What fills the templates of shared/settings.json.')
param facts object
param yourSettings object

var known = loadJsonContent('../../shared/settings.json')
var settings = mapValues(union(known.ours, known.host), template => reduce(items(facts), template, (text, fact) => replace(text, '\${${fact.key}}', fact.value)))

type readyType = {
  name: string
  instanceCount: int
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-${role}-${token}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: 'func-${role}-${token}'
  location: location
  tags: union(tags, { 'azd-service-name': role })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // Twilio and the Static Web App come from outside: what may come in is said by the app itself.
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packages
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: memoryMb
        maximumInstanceCount: most
        alwaysReady: ready
        triggers: {
          http: {
            perInstanceConcurrency: concurrency
          }
        }
      }
      runtime: {
        name: 'python'
        version: pythonVersion
      }
      // In the REST API, not yet in the published types: instances are replaced a few at a time.
      #disable-next-line BCP037
      siteUpdateStrategy: {
        type: 'RollingUpdate'
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(yourSettings, settings, {
      APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString
    })
  }

  resource byPassword 'basicPublishingCredentialsPolicies' = [for way in ['scm', 'ftp']: {
    name: way
    properties: {
      allow: false
    }
  }]
}

output id string = app.id
output name string = app.name
output host string = app.properties.defaultHostName
