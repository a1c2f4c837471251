using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace EnarxPS.Shell.Hosting;

/// <summary>Asks the person at the console: confirmations, missing mandatory parameters, credentials.</summary>
/// <param name="ui">Where the questions are written.</param>
/// <param name="nonInteractive">True when each question is an error, as with <c>pwsh -NonInteractive</c>.</param>
internal sealed class Questions(PSHostUserInterface ui, bool nonInteractive)
{
    /// <summary>Reads a line of text.</summary>
    /// <exception cref="HostException">Questions are forbidden, or standard input has ended.</exception>
    public string ReadLine()
    {
        Require();
        return Console.In.ReadLine() ?? throw new HostException("There is no answer: standard input has ended.");
    }

    /// <summary>Reads a line without showing it.</summary>
    /// <exception cref="HostException">Questions are forbidden, or standard input has ended.</exception>
    public SecureString ReadSecret()
    {
        Require();
        var secret = new SecureString();
        while (true)
        {
            char c = NextSecretCharacter();
            if (c is '\r' or '\n')
                break;
            if (c is not ('\b' or '\u007f'))
                secret.AppendChar(c);
            else if (secret.Length > 0)
                secret.RemoveAt(secret.Length - 1);
        }

        if (!Console.IsInputRedirected)
            ui.WriteLine();
        secret.MakeReadOnly();
        return secret;
    }

    /// <summary>Asks for one of several choices, by label, access key or <c>?</c> for their explanation.</summary>
    /// <returns>Index of the choice.</returns>
    public int AskChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Require();
        Introduce(caption, message);
        List<Choice> options = [.. choices.Select(static c => new Choice(c))];
        string question = string.Concat(options.Select(static o => $"[{o.Key}] {o.Label}  ")) + "[?] Help"
            + (defaultChoice >= 0 ? $" (default is \"{options[defaultChoice].Key}\"): " : ": ");
        while (true)
        {
            ui.Write(question);
            string answer = ReadLine().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
                return defaultChoice;
            if (answer == "?")
                options.ForEach(o => ui.WriteLine($"{o.Key} - {o.Help}"));
            int index = options.FindIndex(o => o.Is(answer));
            if (index >= 0)
                return index;
        }
    }

    /// <summary>Asks for a value for each field; an array takes lines until an empty one.</summary>
    /// <returns>The values by the fields' names.</returns>
    /// <exception cref="PSInvalidCastException">An answer is not of the field's type.</exception>
    public Dictionary<string, PSObject> AskFields(string caption, string message, Collection<FieldDescription> fields)
    {
        Require();
        Introduce(caption, message);
        var answers = new Dictionary<string, PSObject>();
        foreach (FieldDescription field in fields)
        {
            Type type = Type.GetType(field.ParameterAssemblyFullName ?? "") ?? typeof(string);
            answers[field.Name] = PSObject.AsPSObject(AskField(field.Name, type));
        }

        return answers;
    }

    /// <summary>Asks for a password, and for a user's name when none is given.</summary>
    public PSCredential AskCredential(string caption, string message, string userName)
    {
        Require();
        Introduce(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            ui.Write("User: ");
            userName = ReadLine();
        }

        ui.Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadSecret());
    }

    private object AskField(string name, Type type)
    {
        if (type == typeof(PSCredential))
            return AskCredential("", "", "");
        if (type.IsArray)
        {
            var items = new List<string>();
            while (true)
            {
                ui.Write($"{name}[{items.Count.ToString(CultureInfo.InvariantCulture)}]: ");
                string item = ReadLine();
                if (item.Length == 0)
                    return LanguagePrimitives.ConvertTo(items, type, CultureInfo.InvariantCulture);
                items.Add(item);
            }
        }

        ui.Write($"{name}: ");
        return type == typeof(SecureString) ? ReadSecret() : LanguagePrimitives.ConvertTo(ReadLine(), type, CultureInfo.InvariantCulture);
    }

    private void Introduce(string caption, string message)
    {
        if (!string.IsNullOrEmpty(caption))
            ui.WriteLine(caption);
        if (!string.IsNullOrEmpty(message))
            ui.WriteLine(message);
    }

    private void Require()
    {
        if (nonInteractive)
            throw new HostException("There is a question to the user, and enarxps was started with -NonInteractive. Give the value as a parameter, or -Confirm:$false.");
    }

    private static char NextSecretCharacter()
    {
        if (!Console.IsInputRedirected)
            return Console.ReadKey(intercept: true).KeyChar;
        int c = Console.In.Read();
        return c >= 0 ? (char)c : throw new HostException("There is no answer: standard input has ended.");
    }
}
