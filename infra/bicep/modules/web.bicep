// The web page, and its one backend: the agent app, which from then on answers to nobody else.
param location string
param backendLocation string
param tags object
param token string
param backendId string

resource web 'Microsoft.Web/staticSites@2024-11-01' = {
  name: 'swa-${token}'
  location: location
  tags: union(tags, { 'azd-service-name': 'web' })
  sku: {
    name: 'Standard'
    tier: 'Standard'
  }
  properties: {
    provider: 'Custom'
    stagingEnvironmentPolicy: 'Disabled'
    allowConfigFileUpdates: true
    enterpriseGradeCdnStatus: 'Disabled'
  }
}

// Always the same name: a second link is refused.
resource backend 'Microsoft.Web/staticSites/linkedBackends@2024-11-01' = {
  parent: web
  name: 'agent'
  properties: {
    backendResourceId: backendId
    region: backendLocation
  }
}

output name string = web.name
output host string = web.properties.defaultHostname
