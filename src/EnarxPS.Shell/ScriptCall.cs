using System.Management.Automation.Language;

namespace EnarxPS.Shell;

/// <summary>Composes the text that calls a script file so that its <c>exit N</c> ends the shell with N.</summary>
internal static class ScriptCall
{
    /// <summary>
    /// To the engine, a script file that a host starts is one called from a prompt: <c>exit N</c> in it only sets $LASTEXITCODE and
    /// makes the call fail. The text passes that code on. A script that comes to its end has succeeded, whatever its last
    /// statement did, as in <c>pwsh</c>; one that could not be called, for a parameter or a syntax error, gives 1.
    /// </summary>
    /// <param name="path">Full path of the script.</param>
    public static string Compose(string path) =>
        $"{Name(path)} @args; if (-not $?) {{ exit $(if ($LASTEXITCODE) {{ $LASTEXITCODE }} else {{ {ExitCode.Failure} }}) }}";

    // Scripts see the word in $MyInvocation.InvocationName, which is the path in pwsh; only a path with other characters needs quotes.
    private static string Name(string path) => path.All(static c => char.IsAsciiLetterOrDigit(c) || "/._-".Contains(c, StringComparison.Ordinal))
        ? path
        : $"& '{CodeGeneration.EscapeSingleQuotedStringContent(path)}'";
}
