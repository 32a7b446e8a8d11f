using System.Text.Json;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>Keeps generated values between runs, so that data that was protected with them can be opened again.</summary>
/// <remarks>One file, readable by its owner alone. Two hosts that write at once do not lose each other's values.</remarks>
internal sealed class GeneratedValues(string folder)
{
    private readonly string _path = Path.Combine(folder, "parameters.json");

    /// <summary>The value kept under a name; made and kept when there is none.</summary>
    public string GetOrAdd(string name, Func<string> make)
    {
        Directory.CreateDirectory(folder);
        using var exclusive = Lock();

        var values = Read();
        if (values.TryGetValue(name, out var kept))
        {
            return kept;
        }

        values[name] = make();
        Write(values);
        return values[name];
    }

    private Dictionary<string, string> Read()
    {
        if (!File.Exists(_path))
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(_path)) ?? [];
        }
        catch (JsonException error)
        {
            throw new DistributedApplicationException(
                $"The generated passwords in '{_path}' cannot be read: {error.Message} Mend the file, or remove it together "
                + "with the data folders beside it.", error);
        }
    }

    private void Write(Dictionary<string, string> values)
    {
        var next = $"{_path}.{Environment.ProcessId}";
        using (var stream = new FileStream(next, OwnerOnly(FileMode.Create)))
        {
            JsonSerializer.Serialize(stream, values);
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, _path, overwrite: true);
    }

    /// <summary>Another host writes for a moment only: it is waited for.</summary>
    private FileStream Lock()
    {
        var patience = new SpinWait();
        var deadline = Environment.TickCount64 + 5_000;
        while (true)
        {
            try
            {
                // The file stays: who removed it would take the lock from somebody who has just opened it.
                return new FileStream(_path + ".lock", OwnerOnly(FileMode.OpenOrCreate));
            }
            catch (IOException) when (Environment.TickCount64 < deadline)
            {
                patience.SpinOnce();
            }
        }
    }

    private static FileStreamOptions OwnerOnly(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
