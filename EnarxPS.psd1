@{
    RootModule             = 'bin/EnarxPS.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '7d0f3b52-3f0c-4a86-9a5c-6a1f0c2be7d4'
    Author                 = 'EnarxPS contributors'
    CompanyName            = 'EnarxPS'
    Copyright              = 'EnarxPS contributors. Apache-2.0.'
    Description            = 'Runs WebAssembly workloads in Keeps (TEE instances: AMD SEV-SNP and others) on hosts that are not trusted, and proves that they may run there.'
    PowerShellVersion      = '7.6'
    CompatiblePSEditions   = @('Core')
    FormatsToProcess       = @('EnarxPS.Format.ps1xml')
    TypesToProcess         = @('EnarxPS.Types.ps1xml')
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    CmdletsToExport        = @(
        'Compare-KeepEvidence'
        'ConvertTo-Ear'
        'ConvertTo-KeepReport'
        'Export-KeepPolicy'
        'Get-Keep'
        'Get-KeepAttestation'
        'Get-KeepMeasurement'
        'Get-KeepPlatform'
        'Import-KeepPolicy'
        'Invoke-KeepWorkload'
        'New-Keep'
        'New-KeepPolicy'
        'Receive-KeepWorkload'
        'Remove-Keep'
        'Save-KeepEndorsement'
        'Start-KeepWorkload'
        'Stop-KeepWorkload'
        'Test-KeepEvidence'
        'Wait-KeepWorkload'
    )
    PrivateData            = @{
        PSData = @{
            Tags         = @('ConfidentialComputing', 'Attestation', 'WebAssembly', 'Enarx', 'SEV-SNP', 'TEE', 'PSEdition_Core', 'Linux')
            LicenseUri   = 'https://www.apache.org/licenses/LICENSE-2.0'
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
