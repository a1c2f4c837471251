# Runs a real program, built by rustc, in an attested keep on this machine: it gets a table of files through the
# pipeline and gives back what they take, by extension.
#
#   dotnet run --project src/EnarxPS.Shell -- -File docs/quickstart.ps1
#   dotnet run --project src/EnarxPS.Shell -- -File docs/quickstart.ps1 -CsvPath ./my.csv
[CmdletBinding()]
param(
    # A CSV file with the columns path, extension, bytes and age_days. Without one, every file of the .NET SDK and of
    # the package cache is a row.
    [string] $CsvPath,

    # How many extensions to show.
    [int] $Top = 12
)

$ErrorActionPreference = 'Stop'
$program = [IO.Path]::Combine($PSScriptRoot, '..', 'tests', 'workloads', 'report.wasm')

function Get-FileRow {
    $dotnet = $env:DOTNET_ROOT
    if (-not $dotnet) {
        # <root>/shared/Microsoft.NETCore.App/<version>/
        $dotnet = [IO.Path]::GetFullPath([IO.Path]::Combine([Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory(), '..', '..', '..'))
    }
    $packages = $env:NUGET_PACKAGES
    if (-not $packages) {
        $packages = [IO.Path]::Combine([Environment]::GetFolderPath('UserProfile'), '.nuget', 'packages')
    }

    $everything = [IO.EnumerationOptions]@{ RecurseSubdirectories = $true; IgnoreInaccessible = $true }
    $now = [DateTime]::UtcNow
    'path,extension,bytes,age_days'
    foreach ($folder in $dotnet, $packages) {
        if (-not [IO.Directory]::Exists($folder)) { continue }
        foreach ($file in [IO.DirectoryInfo]::new($folder).EnumerateFiles('*', $everything)) {
            '"{0}",{1},{2},{3}' -f $file.FullName.Replace('"', '""'), $file.Extension, $file.Length, [int][Math]::Max(0, ($now - $file.LastWriteTimeUtc).TotalDays)
        }
    }
}

# A policy says what evidence must show. This machine need not have a TEE, so the keep is simulated, and only a policy
# that pins this host's simulation root accepts it.
$policy = New-KeepPolicy quickstart -AllowSimulation

# Make a keep, ask it for evidence, appraise that. What is refused does not come out of Test-KeepEvidence.
$appraisal = New-Keep -Simulate SevSnp | Get-KeepAttestation | Test-KeepEvidence -Policy $policy
$appraisal

try {
    # The program and its input go to the keep that was attested, and to nobody else.
    if ($CsvPath) {
        $appraisal | Invoke-KeepWorkload $program -ArgumentList --top, $Top -InputPath $CsvPath
    }
    else {
        Get-FileRow | Invoke-KeepWorkload $program -ArgumentList --top, $Top -Appraisal $appraisal
    }
}
finally {
    $appraisal.Keep | Remove-Keep
}
