using ScaleApp.Worker;
using ScaleApp.Worker.Migrations;

return args switch
{
    [MigrateCommand.Name, .. var rest] => await MigrateCommand.RunAsync(rest),
    [var unknown, ..] when !unknown.StartsWith('-') => WorkerApplication.Refuse(unknown),
    _ => await WorkerApplication.RunAsync(args),
};
