namespace EnarxPS.Shell.Tests;

public sealed class StreamTests(ShellFixture shell) : IClassFixture<ShellFixture>
{
    private const char Escape = '\u001b';

    [Fact]
    public void Errors_go_to_standard_error_and_all_else_to_standard_output()
    {
        ShellRun run = shell.Run("-c", "$VerbosePreference = $DebugPreference = 'Continue'; Write-Verbose v; Write-Debug d; Write-Warning w; Write-Host h; Write-Error e; Write-Progress p; 'o'");

        Assert.Equal("VERBOSE: v\nDEBUG: d\nWARNING: w\nh\no", run.Output);
        Assert.Equal("Write-Error: e", run.Error);
    }

    [Fact]
    public void A_terminating_error_goes_to_standard_error() =>
        Assert.Equal((1, "", "Exception: no"), shell.Run("-c", "throw 'no'") is var run ? (run.Code, run.Output, run.Error) : default);

    [Fact]
    public void Redirected_output_has_no_escapes() =>
        Assert.Equal("red", shell.Run("-c", "\"$($PSStyle.Foreground.Red)red$($PSStyle.Reset)\"").Output);

    [Fact]
    public void Input_is_the_pipelines_when_the_text_asks_for_it()
    {
        Assert.Equal("in:1\nin:2", shell.Pipe("1\n2\n", "-c", "$input | ForEach-Object { \"in:$_\" }").Output);
        Assert.Equal("in:1\nin:2", shell.Pipe("1\n2\n", shell.Script("in.ps1", "$input | ForEach-Object { \"in:$_\" }")).Output);
    }

    [Theory]
    [InlineData("'a'\n'b'\n", 0, "a\nb")]
    [InlineData("'a'\nexit 4\n'b'\n", 4, "a")]
    [InlineData("'a'\nGet-Nothing\n", 1, "a")]
    [InlineData("throw 'no'\n'z'\n", 0, "z")]
    [InlineData("'z'\nthrow 'no'\n", 1, "z")]
    [InlineData("if (1) {\n'y'\n}\nelse {\n'n'\n}\n\n'z'", 0, "y\nz")]
    [InlineData("function f {\n\n'blank above'\n}\n\nf\n", 0, "blank above")]
    [InlineData("if (1) {\n", 1, "")]
    public void Commands_are_read_from_standard_input(string input, int code, string output)
    {
        ShellRun run = shell.Pipe(input, "-Command", "-");

        Assert.Equal((code, output), (run.Code, run.Output));
    }

    [Fact]
    public void A_question_is_answered_from_standard_input_and_refused_when_not_interactive()
    {
        string target = Path.Combine(shell.Folder, "asked");
        string text = $"$null = New-Item '{target}' -Confirm";

        Assert.Equal(0, shell.Pipe("n\n", "-c", text).Code);
        Assert.False(File.Exists(target));
        Assert.Equal(1, shell.Pipe("y\n", "-NonInteractive", "-c", text).Code);
        Assert.False(File.Exists(target));
        Assert.Equal(1, shell.Pipe("", "-c", text).Code);
        Assert.False(File.Exists(target));
        Assert.Equal(0, shell.Pipe("nonsense\ny\n", "-c", text).Code);
        Assert.True(File.Exists(target));
    }

    [Fact]
    public void A_missing_parameter_is_asked_for() =>
        Assert.Equal(5, shell.Pipe("5\n", "-c", "function f { param([Parameter(Mandatory)] [int] $Number) exit $Number } f").Code);

    [Fact]
    public void A_terminal_has_colours_a_prompt_and_commands_of_several_lines()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "There is no script(1) to make a pseudo-terminal.");
        ShellRun run = shell.OnTerminal("Get-Probe\nif ($true) {\n'one' + 'two'\n}\n\nexit 6\n", "-NoLogo");

        Assert.Equal(6, run.Code);
        Assert.Contains("PS " + shell.Folder + "> ", run.Output, StringComparison.Ordinal);
        Assert.Contains(">> ", run.Output, StringComparison.Ordinal);
        Assert.Contains("onetwo", run.Output, StringComparison.Ordinal);
        Assert.Contains($"{Escape}[32;1mName", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Ctrl_C_at_a_terminal_ends_the_command_and_not_the_shell()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "There is no script(1) to make a pseudo-terminal.");
        ShellRun run = shell.OnTerminal("$p = [Diagnostics.Process]::GetCurrentProcess().Id; sh -c \"(sleep 1; kill -INT $p) >/dev/null 2>&1 &\"; Start-Sleep 600\n'al' + 'ive'\nexit 6\n", "-NoLogo");

        Assert.Equal(6, run.Code);
        Assert.Contains("alive", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void NO_COLOR_takes_the_colours_from_a_terminal()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "There is no script(1) to make a pseudo-terminal.");
        ShellRun run = shell.OnTerminal("", "-c", "Get-Probe");
        Assert.Contains($"{Escape}[32;1mName", run.Output, StringComparison.Ordinal);

        run = shell.OnTerminal("", new() { ["NO_COLOR"] = "1" }, ["-c", "Get-Probe"]);
        Assert.Contains("probe Ready", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain($"{Escape}[3", run.Output, StringComparison.Ordinal);
    }
}
