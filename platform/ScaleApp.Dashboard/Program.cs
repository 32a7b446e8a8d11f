using ScaleApp.Dashboard;

await using var dashboard = DashboardApplication.CreateAlone(args);
await dashboard.RunAsync();
