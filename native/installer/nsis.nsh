; The machine-wide data folder that every user of the till may write, the start at log-on, and what stays when Puente goes.
!macro customInstall
  SetShellVarContext all
  CreateDirectory "$APPDATA\Puente"
  ; *S-1-5-32-545 is the group of ordinary users, whatever the language of Windows calls it.
  nsExec::Exec 'icacls "$APPDATA\Puente" /grant *S-1-5-32-545:(OI)(CI)M'
  Pop $0
  WriteRegStr HKLM "Software\Microsoft\Windows\CurrentVersion\Run" "Puente" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" --hidden'
!macroend

!macro customUnInstall
  SetShellVarContext all
  ; An update uninstalls the old version first; only a real goodbye needs words.
  ${ifNot} ${isUpdated}
    DeleteRegValue HKLM "Software\Microsoft\Windows\CurrentVersion\Run" "Puente"
    MessageBox MB_OK|MB_ICONINFORMATION "Los cobros y la configuración quedan en $APPDATA\Puente. Bórrelos solo si ya no los necesita.$\r$\n$\r$\nCharges and configuration stay in $APPDATA\Puente. Delete them only when nobody needs them." /SD IDOK
  ${endIf}
!macroend
