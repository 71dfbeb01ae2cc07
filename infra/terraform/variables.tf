variable "environment_name" {
  type        = string
  description = "Name of the environment; part of every name."
  validation {
    condition     = can(regex("^[a-z0-9-]{1,20}$", var.environment_name))
    error_message = "Give 1 to 20 lower-case letters, digits or dashes."
  }
}

variable "location" {
  type        = string
  description = "Region of everything but the web page."
}

variable "web_location" {
  type        = string
  description = "Static Web Apps are offered in few regions."
  default     = "westeurope"
}

variable "size" {
  type        = string
  description = "What it is to bear: a line of shared/sizes.json."
  default     = "small"
  validation {
    condition     = contains(["small", "production"], var.size)
    error_message = "Give small or production."
  }
}

variable "principal_id" {
  type        = string
  description = "Who deploys: puts the secrets there and is the administrator of PostgreSQL. Empty: nobody is."
  default     = ""
}

variable "principal_name" {
  type        = string
  description = "The display name or user principal name of who deploys, as Entra writes it."
  default     = ""
}

variable "principal_type" {
  type    = string
  default = "User"
  validation {
    condition     = contains(["User", "ServicePrincipal", "Group"], var.principal_type)
    error_message = "Give User, ServicePrincipal or Group."
  }
}

variable "private_networking" {
  type        = bool
  description = "Data services answer in the private network only, and the apps leave by one address."
  default     = false
}

variable "durable_backend" {
  type        = string
  description = "Where orchestrations live. Neither can be moved into the other."
  default     = "AzureStorage"
  validation {
    condition     = contains(["AzureStorage", "DurableTaskScheduler"], var.durable_backend)
    error_message = "Give AzureStorage or DurableTaskScheduler."
  }
}

variable "relay_image" {
  type        = string
  description = "Image of the relay; empty: calls go by webhooks alone."
  default     = ""
  validation {
    condition     = var.relay_image == "" || !var.private_networking
    error_message = "The relay is not in the private network: give one or the other."
  }
}

variable "public_url" {
  type        = string
  description = "The address at which Twilio reaches the voice app, with a domain of your own; empty: Azure's."
  default     = ""
}

variable "python_version" {
  type    = string
  default = "3.13"
}

variable "your_settings" {
  type        = map(string)
  description = "Settings that are yours (shared/settings.json names them). No secrets: they lie in the vaults."
  validation {
    condition     = length(setsubtract(jsondecode(file("${path.module}/../shared/settings.json")).yours, keys(var.your_settings))) == 0
    error_message = "Some are missing: see `yours` in infra/shared/settings.json."
  }
  validation {
    condition = length(setsubtract(keys(var.your_settings), concat(
      jsondecode(file("${path.module}/../shared/settings.json")).yours,
      jsondecode(file("${path.module}/../shared/settings.json")).yours_if_you_like,
    ))) == 0
    error_message = "Some are not yours to give: see infra/shared/settings.json."
  }
}

variable "alert_email" {
  type        = string
  description = "Who is told of alerts and of money; empty: nobody."
  default     = ""
}

variable "monthly_budget" {
  type        = number
  description = "Money of a month in the currency of the subscription; 0: no budget."
  default     = 0
}

variable "budget_start" {
  type        = string
  description = "First day of a month. A budget cannot move it: leave it once it is there."
  default     = "2026-12-01"
}
