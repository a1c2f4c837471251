namespace EnarxPS.Shell.Tests;

/// <summary>The exit codes and outputs that pwsh 7.6 gives for the same arguments.</summary>
public sealed class ExitCodeTests(ShellFixture shell) : IClassFixture<ShellFixture>
{
    [Theory]
    [InlineData("'done'", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit -1", 255)]
    [InlineData("exit 256", 0)]
    [InlineData("throw 'no'", 1)]
    [InlineData("if (", 1)]
    [InlineData("$ErrorActionPreference = 'Stop'; Get-Nothing; 'not here'", 1)]
    [InlineData("Write-Error 'not the end'", 0)]
    [InlineData("sh -c 'exit 3'", 0)]
    [InlineData("Get-Nothing; sh -c 'exit 3'; 'end'", 0)]
    [InlineData("function f { exit 4 } f; exit 5", 4)]
    [InlineData("[CmdletBinding()] param() $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([Exception]::new('e'), 'Id', 'NotSpecified', $null))", 0)]
    public void A_script_file_gives_the_code_of_exit_or_1_after_a_terminating_error(string script, int code) =>
        Assert.Equal(code, shell.Run("-File", shell.Script("code.ps1", script)).Code);

    [Fact]
    public void A_script_called_by_the_script_does_not_end_the_shell()
    {
        shell.Script("inner.ps1", "exit 7");
        ShellRun run = shell.Run(shell.Script("outer.ps1", "& $PSScriptRoot/inner.ps1; \"after $LASTEXITCODE\""));

        Assert.Equal((0, "after 7"), (run.Code, run.Output));
    }

    [Fact]
    public void A_program_of_any_name_gives_its_code() =>
        Assert.Equal(5, shell.Run(shell.Script("program", "#!/usr/bin/env enarxps\nexit 5\n")).Code);

    [Theory]
    [InlineData("'done'", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("Write-Error 'last'", 1)]
    [InlineData("Write-Error 'not last'; 'last'", 0)]
    [InlineData("throw 'no'", 1)]
    [InlineData("if (", 1)]
    [InlineData("Get-Nothing", 1)]
    [InlineData("Get-Item nothing -ErrorAction Stop; 'not here'", 1)]
    [InlineData("$ErrorActionPreference = 'Stop'; Write-Error 'x'; 'not here'", 1)]
    [InlineData("sh -c 'exit 3'", 1)]
    [InlineData("sh -c 'exit 3'; exit $LASTEXITCODE", 3)]
    [InlineData("./seven.ps1", 1)]
    [InlineData("./seven.ps1; exit $LASTEXITCODE", 7)]
    public void A_command_gives_the_code_of_exit_or_0_or_1_by_its_last_statement(string text, int code)
    {
        shell.Script("seven.ps1", "exit 7");
        ShellRun run = shell.Run("-NoProfile", "-c", text);

        Assert.Equal(code, run.Code);
        Assert.DoesNotContain("not here", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-File")]
    [InlineData("-File", "missing.ps1")]
    [InlineData("missing.ps1")]
    [InlineData("-Command")]
    [InlineData("-Bogus")]
    [InlineData("-Command", "-", "more")]
    [InlineData("-WorkingDirectory", "missing", "-Command", "1")]
    public void Wrong_arguments_give_64_and_the_reason_on_standard_error(params string[] arguments)
    {
        ShellRun run = shell.Run(arguments);

        Assert.Equal((64, ""), (run.Code, run.Output));
        Assert.StartsWith("enarxps: ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-File", 1)]
    [InlineData("-Command", 1)]
    public void Ctrl_C_stops_the_pipeline_and_runs_its_cleanup(string mode, int code)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent by kill(2).");
        string mark = Path.Combine(shell.Folder, "cleaned" + mode);
        string text = $"try {{ 'started'; Start-Sleep 600; 'not here' }} finally {{ [IO.File]::WriteAllText('{mark}', 'x') }}";
        ShellRun run = shell.Interrupt(mode, mode == "-File" ? shell.Script("sleep.ps1", text) : text);

        Assert.Equal((code, "started"), (run.Code, run.Output));
        Assert.True(File.Exists(mark));
    }
}
