# Tasks for people who have pwsh. Each is also a plain dotnet command, which it prints.
#   ./build.ps1                 builds, and stages the module to out/EnarxPS/<version>
#   ./build.ps1 Test            runs every test
#   ./build.ps1 Bench flow      runs a benchmark
#   ./build.ps1 BenchAttestation MANIFEST    measures the appraisal of a corpus of evidence
#   ./build.ps1 Help            makes module/en-US from docs/en-US, with PlatyPS 1.x
#   ./build.ps1 Clean           deletes what was built
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Bench', 'BenchAttestation', 'Help', 'Clean')]
    [string] $Task = 'Build',

    [Parameter(Position = 1, ValueFromRemainingArguments)]
    [string[]] $ArgumentList = @()
)

$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

function Invoke-Dotnet {
    Write-Host "dotnet $args"
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args[0]) ended with exit status $LASTEXITCODE." }
}

switch ($Task) {
    'Build' { Invoke-Dotnet build @ArgumentList }
    'Test' { Invoke-Dotnet test @ArgumentList }
    'Bench' { Invoke-Dotnet run -c Release --project bench/Enarx.Bench -- @ArgumentList }
    'BenchAttestation' { Invoke-Dotnet run -c Release --project bench/Attestation -- @ArgumentList }
    'Help' {
        Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0
        Get-ChildItem docs/en-US/*-*.md | Import-MarkdownCommandHelp | Export-MamlCommandHelp -OutputFolder out/help -Force
        Get-ChildItem out/help -Recurse -Filter *-Help.xml | Copy-Item -Destination module/en-US
    }
    'Clean' {
        Invoke-Dotnet clean -v quiet
        Remove-Item out -Recurse -Force -ErrorAction Ignore
    }
}
