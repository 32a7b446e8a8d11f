using System.Text.Json;
using Microsoft.Extensions.Options;

namespace ScaleApp.Hosting.Processes;

/// <summary>A file for each program that runs, so that the next host can remove what a killed one left.</summary>
/// <remarks>
/// A record is written before its program is started and taken back after everything of it is gone. Written in one step
/// (a rename), so a kill at any moment leaves a whole record or none.
/// </remarks>
internal sealed class ProcessLedger(IOptions<ProcessLedgerOptions> options)
{
    private readonly string _folder = Path.GetFullPath(options.Value.Folder);

    /// <summary>Writes a record, in place of an earlier one of the same launch.</summary>
    public void Write(LedgerRecord record)
    {
        CreateFolder();
        var file = FileOf(record);
        var draft = file + ".new";
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(record));
        File.Move(draft, file, overwrite: true);
    }

    /// <summary>Takes a record back, if it was written.</summary>
    public void Remove(LedgerRecord record)
    {
        if (File.Exists(FileOf(record)))
        {
            File.Delete(FileOf(record));
        }
    }

    /// <summary>All records of all hosts, with the time they were written. Files that are no record are removed.</summary>
    public IEnumerable<(LedgerRecord Record, DateTimeOffset WrittenAt)> Read()
    {
        if (!Directory.Exists(_folder))
        {
            yield break;
        }

        foreach (var file in Directory.GetFiles(_folder, "*.json"))
        {
            if (TryRead(file) is { } record)
            {
                yield return (record, File.GetLastWriteTimeUtc(file));
            }
        }
    }

    private static LedgerRecord? TryRead(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<LedgerRecord>(File.ReadAllBytes(file));
        }
        catch (JsonException)
        {
            File.Delete(file);
            return null;
        }
        catch (IOException)
        {
            // Its host took it back meanwhile.
            return null;
        }
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            // Whoever can write here can make the next host remove folders: nobody else may.
            Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private string FileOf(LedgerRecord record) => Path.Combine(_folder, record.LaunchId + ".json");
}
