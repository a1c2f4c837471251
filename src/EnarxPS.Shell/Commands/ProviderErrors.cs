using System.Management.Automation;

namespace EnarxPS.Shell.Commands;

/// <summary>Turns what a provider throws about one path into a non-terminating error about it.</summary>
internal static class ProviderErrors
{
    /// <summary>Does something with a path; a failure is written as an error and the command goes on.</summary>
    public static void Catch(PSCmdlet cmdlet, string path, Action action)
    {
        try
        {
            action();
        }
        catch (PipelineStoppedException)
        {
            throw;
        }
        catch (RuntimeException e) when (e is SessionStateException or ProviderInvocationException)
        {
            cmdlet.WriteError(new ErrorRecord(e.ErrorRecord, e));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            cmdlet.WriteError(new ErrorRecord(e, e.GetType().Name, ErrorCategory.ReadError, path));
        }
    }
}
