# The private network: a subnet for each app, one for endpoints, and one address to the outside.
locals {
  addresses        = "10.20.0.0/20"
  app_subnets      = var.private_networking ? { voice = cidrsubnet(local.addresses, 4, 0), agent = cidrsubnet(local.addresses, 6, 4) } : {}
  endpoint_subnet  = cidrsubnet(local.addresses, 4, 2)
  endpoint_ports   = ["443", "5432", "6432", "10000"]
  private_networks = var.private_networking ? 1 : 0
}

resource "azurerm_public_ip" "main" {
  count               = local.private_networks
  name                = "pip-${local.token}"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  allocation_method   = "Static"
  sku                 = "Standard"
  tags                = local.tags
}

resource "azurerm_nat_gateway" "main" {
  count                   = local.private_networks
  name                    = "nat-${local.token}"
  resource_group_name     = azurerm_resource_group.main.name
  location                = azurerm_resource_group.main.location
  sku_name                = "Standard"
  idle_timeout_in_minutes = 4
  tags                    = local.tags
}

resource "azurerm_nat_gateway_public_ip_association" "main" {
  count                = local.private_networks
  nat_gateway_id       = azurerm_nat_gateway.main[0].id
  public_ip_address_id = azurerm_public_ip.main[0].id
}

# Out of an app goes what it needs: HTTPS to the vendors, and the endpoints beside it.
resource "azurerm_network_security_group" "apps" {
  count               = local.private_networks
  name                = "nsg-apps-${local.token}"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  tags                = local.tags

  security_rule {
    name                       = "to-endpoints"
    priority                   = 100
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_address_prefix      = "VirtualNetwork"
    source_port_range          = "*"
    destination_address_prefix = local.endpoint_subnet
    destination_port_ranges    = local.endpoint_ports
  }
  security_rule {
    name                       = "to-vendors"
    priority                   = 110
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_address_prefix      = "VirtualNetwork"
    source_port_range          = "*"
    destination_address_prefix = "Internet"
    destination_port_range     = "443"
  }
  security_rule {
    name                       = "nothing-else"
    priority                   = 4000
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "*"
    source_address_prefix      = "*"
    source_port_range          = "*"
    destination_address_prefix = "*"
    destination_port_range     = "*"
  }
}

# To an endpoint come the apps, and nobody else.
resource "azurerm_network_security_group" "endpoints" {
  count               = local.private_networks
  name                = "nsg-endpoints-${local.token}"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  tags                = local.tags

  security_rule {
    name                       = "from-apps"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_address_prefixes    = values(local.app_subnets)
    source_port_range          = "*"
    destination_address_prefix = local.endpoint_subnet
    destination_port_ranges    = local.endpoint_ports
  }
  security_rule {
    name                       = "nobody-else"
    priority                   = 4000
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_address_prefix      = "*"
    source_port_range          = "*"
    destination_address_prefix = "*"
    destination_port_range     = "*"
  }
}

resource "azurerm_virtual_network" "main" {
  count               = local.private_networks
  name                = "vnet-${local.token}"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  address_space       = [local.addresses]
  tags                = local.tags
}

resource "azurerm_subnet" "apps" {
  for_each             = local.app_subnets
  name                 = "snet-${each.key}"
  resource_group_name  = azurerm_resource_group.main.name
  virtual_network_name = azurerm_virtual_network.main[0].name
  address_prefixes     = [each.value]

  delegation {
    name = "flex"
    service_delegation {
      name    = "Microsoft.App/environments"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

resource "azurerm_subnet_nat_gateway_association" "apps" {
  for_each       = local.app_subnets
  subnet_id      = azurerm_subnet.apps[each.key].id
  nat_gateway_id = azurerm_nat_gateway.main[0].id
}

resource "azurerm_subnet_network_security_group_association" "apps" {
  for_each                  = local.app_subnets
  subnet_id                 = azurerm_subnet.apps[each.key].id
  network_security_group_id = azurerm_network_security_group.apps[0].id
}

resource "azurerm_subnet" "endpoints" {
  count                = local.private_networks
  name                 = "snet-endpoints"
  resource_group_name  = azurerm_resource_group.main.name
  virtual_network_name = azurerm_virtual_network.main[0].name
  address_prefixes     = [local.endpoint_subnet]
  # Without this the rules do not apply to private endpoints.
  private_endpoint_network_policies = "NetworkSecurityGroupEnabled"
}

resource "azurerm_subnet_network_security_group_association" "endpoints" {
  count                     = local.private_networks
  subnet_id                 = azurerm_subnet.endpoints[0].id
  network_security_group_id = azurerm_network_security_group.endpoints[0].id
}
