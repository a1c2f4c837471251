namespace EnarxPS.Shell;

/// <summary>The exit codes that the shell itself gives; they are those of <c>pwsh</c> (sysexits numbering).</summary>
internal static class ExitCode
{
    /// <summary>The last statement succeeded.</summary>
    public const int Success = 0;

    /// <summary>The last statement failed, or a terminating error ended the text.</summary>
    public const int Failure = 1;

    /// <summary>The arguments were wrong, or the script file does not exist (EX_USAGE).</summary>
    public const int BadArguments = 64;

    /// <summary>The engine or the EnarxPS module could not be loaded (EX_SOFTWARE).</summary>
    public const int CannotStart = 70;
}
