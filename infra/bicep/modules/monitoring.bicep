// Where telemetry goes: a workspace, Application Insights on it, the workbook that shows it.
param location string
param tags object
param token string
param logDays int

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: 'log-${token}'
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: logDays
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${token}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'centralita')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Centralita'
    category: 'workbook'
    sourceId: insights.id
    serializedData: replace(loadTextContent('../../shared/workbook.json'), '__INSIGHTS__', insights.id)
  }
}

output workspaceId string = workspace.id
output insightsId string = insights.id
output insightsName string = insights.name
output connectionString string = insights.properties.ConnectionString
