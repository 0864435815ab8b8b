Attribute VB_Name = "PerfxlForm"
Option Explicit

' The buttons of the form. Words and places come from a hidden sheet; every macro ends in its status cell.

Private Const WORDS_SHEET As String = "perfxl"
Private Const STATUS_CELL As String = "D1"
Private Const MISSING_ROW As String = "1"

Public Sub PerfxlAddRow()
    Dim Form As Object
    Dim Section As String
    Dim Last As Long
    Dim OldKey As String
    Dim NewKey As String
    On Error GoTo Failed
    Set Form = FormSheet()
    Section = OwnSection(Form, CurrentRow(Form))
    Last = LastOwnRow(Form, Section)
    If Last = 0 Then
        Say Word("no_own_rows")
        Exit Sub
    End If
    OldKey = KeyAt(Form, Last)
    NewKey = Section & "+" & CStr(OwnNumber(OldKey) + 1)
    If Word("weights:" & NewKey) = "" Then
        Say Word("too_many")
        Exit Sub
    End If
    Form.Unprotect Word("password")
    ' What a person has copied would be inserted instead of empty rows.
    Application.CutCopyMode = False
    RowsAt(Form, Last + 2, Last + 3).Insert
    ' The form's columns alone: LibreOffice unlocks the rest of a whole row that is copied, and keeps 16,000 cells of it.
    Form.Range(Form.Cells(Last, 1), Form.Cells(Last + 1, Place("key"))).Copy Form.Cells(Last + 2, 1)
    OpenRow Form, Last + 2, Word("open:" & Section)
    OpenRow Form, Last + 3, Word("below:" & Section)
    Rekey Form, Last + 2, OldKey, NewKey
    RowsAt(Form, Last + 2, Last + 2).AutoFit
    LockForm Form
    GoToCell Form, Last + 2, Place("measure")
    Say Word("row_added")
    Exit Sub
Failed:
    EndInTrouble
End Sub

Public Sub PerfxlRemoveRow()
    Dim Form As Object
    Dim Section As String
    Dim Spot As Long
    On Error GoTo Failed
    Set Form = FormSheet()
    Section = OwnSection(Form, CurrentRow(Form))
    Spot = LastOwnRow(Form, Section)
    If Spot = 0 Then
        Say Word("no_own_rows")
        Exit Sub
    End If
    If OwnNumber(KeyAt(Form, Spot)) <= CLng(Val(Word("issued:" & Section))) Then
        Say Word("not_added")
        Exit Sub
    End If
    If IsUsed(Form, Spot, Word("open:" & Section)) Or IsUsed(Form, Spot + 1, Word("below:" & Section)) Then
        Say Word("row_in_use")
        Exit Sub
    End If
    Form.Unprotect Word("password")
    RowsAt(Form, Spot, Spot + 1).Delete
    LockForm Form
    Say Word("row_removed")
    Exit Sub
Failed:
    EndInTrouble
End Sub

Public Sub PerfxlNextFault()
    Dim Form As Object
    Dim Spot As Long
    On Error GoTo Failed
    Set Form = FormSheet()
    Spot = NextMissing(Form, CurrentRow(Form) + 1)
    If Spot = 0 Then Spot = NextMissing(Form, Place("first_row"))
    If Spot = 0 Then
        Say Word("complete")
        Exit Sub
    End If
    GoToCell Form, Spot, FirstEmpty(Form, Spot)
    Say Word("here") & " " & CStr(Form.Cells(Spot, 1).Value)
    Exit Sub
Failed:
    EndInTrouble
End Sub

Public Sub PerfxlCheck()
    Dim Form As Object
    Dim Spot As Long
    Dim Listed As String
    Dim Number As String
    Dim Before As String
    On Error GoTo Failed
    Set Form = FormSheet()
    Spot = NextMissing(Form, Place("first_row"))
    Do While Spot > 0
        Number = CStr(Form.Cells(Spot, 1).Value)
        If Listed <> "" Then Listed = Listed & Between(Before, Number)
        Listed = Listed & Number
        Before = Number
        Spot = NextMissing(Form, Spot + 1)
    Loop
    If Listed = "" Then
        Say Word("complete")
    Else
        Say Word("missing") & " " & Listed
    End If
    Exit Sub
Failed:
    EndInTrouble
End Sub

' A section's numbers start anew: "1, 2, 5; 1, 2".
Private Function Between(ByVal Before As String, ByVal Number As String) As String
    Between = ", "
    If Val(Number) <= Val(Before) Then Between = "; "
End Function

Public Sub PerfxlPrepare()
    Dim Form As Object
    Dim Spot As Long
    On Error GoTo Failed
    Set Form = FormSheet()
    Form.Unprotect Word("password")
    For Spot = Place("first_row") To LastRow(Form)
        If CStr(Form.Cells(Spot, Place("state")).Value) <> "" Then RowsAt(Form, Spot, Spot).AutoFit
    Next Spot
    LockForm Form
    Say Word("prepared")
    Exit Sub
Failed:
    EndInTrouble
End Sub

Public Sub PerfxlPdf()
    Dim Target As String
    On Error GoTo Failed
    Target = WithoutEnding(ThisWorkbook.FullName) & ".pdf"
    FormSheet().ExportAsFixedFormat 0, Target
    Say Word("pdf_saved") & " " & Target
    Exit Sub
Failed:
    SayWord "pdf_failed", ""
End Sub

Public Sub PerfxlMail()
    Dim Program As Object
    Dim Letter As Object
    On Error GoTo Failed
    If IsReadOnly() Then
        Say Word("read_only")
        Exit Sub
    End If
    ThisWorkbook.Save
    Set Program = CreateObject("Outlook.Application")
    Set Letter = Program.CreateItem(0)
    Letter.To = Word("address")
    Letter.Subject = Word("subject")
    Letter.Attachments.Add ThisWorkbook.FullName
    Letter.Display
    Say Word("mail_ready")
    Exit Sub
Failed:
    SayWord "mail_failed", "address"
End Sub

Private Function Word(ByVal Key As String) As String
    Dim Table As Object
    Dim Spot As Long
    Set Table = ThisWorkbook.Worksheets(WORDS_SHEET)
    Spot = 1
    Word = ""
    Do While CStr(Table.Cells(Spot, 1).Value) <> ""
        If CStr(Table.Cells(Spot, 1).Value) = Key Then
            Word = CStr(Table.Cells(Spot, 2).Value)
            Exit Do
        End If
        Spot = Spot + 1
    Loop
End Function

Private Function Place(ByVal Key As String) As Long
    Place = CLng(Val(Word("place:" & Key)))
End Function

Private Sub Say(ByVal Text As String)
    On Error Resume Next
    ThisWorkbook.Worksheets(WORDS_SHEET).Range(STATUS_CELL).Value = Text
    Application.StatusBar = Text
End Sub

' For error handlers, in which nothing may fail: not even the sheet of words.
Private Sub SayWord(ByVal Key As String, ByVal Tail As String)
    On Error Resume Next
    Say Trim(Word(Key) & " " & Word(Tail))
End Sub

Private Sub EndInTrouble()
    Dim Reason As String
    Reason = Err.Description
    On Error Resume Next
    Application.StatusBar = Reason
    LockForm FormSheet()
    Say Word("failed") & " " & Reason
End Sub

Private Function IsReadOnly() As Boolean
    On Error Resume Next
    IsReadOnly = ThisWorkbook.ReadOnly
End Function

Private Function FormSheet() As Object
    Set FormSheet = ThisWorkbook.Worksheets(Word("sheet"))
End Function

Private Sub LockForm(ByVal Form As Object)
    Form.Protect Word("password"), False, True, False, False, False, False, True
End Sub

Private Function RowsAt(ByVal Form As Object, ByVal First As Long, ByVal Last As Long) As Object
    Set RowsAt = Form.Rows(CStr(First) & ":" & CStr(Last))
End Function

Private Sub GoToCell(ByVal Form As Object, ByVal Spot As Long, ByVal Column As Long)
    Form.Activate
    Form.Cells(Spot, Column).Select
End Sub

' The selected row, never below the form; 0 where another sheet is shown.
Private Function CurrentRow(ByVal Form As Object) As Long
    Dim Last As Long
    CurrentRow = 0
    If ActiveSheet.Name <> Form.Name Then Exit Function
    Last = LastRow(Form)
    CurrentRow = ActiveCell.Row
    If CurrentRow > Last Then CurrentRow = Last
End Function

Private Function KeyAt(ByVal Form As Object, ByVal Spot As Long) As String
    KeyAt = CStr(Form.Cells(Spot, Place("key")).Value)
End Function

Private Function LastRow(ByVal Form As Object) As Long
    Dim Spot As Long
    Dim Column As Long
    Column = Place("key")
    Spot = Place("first_row")
    Do While CStr(Form.Cells(Spot, Column).Value) <> ""
        Spot = Spot + 1
    Loop
    LastRow = Spot - 1
End Function

Private Function OwnSection(ByVal Form As Object, ByVal Spot As Long) As String
    Dim Key As String
    OwnSection = Word("own_section")
    Do While Spot > 0
        Key = KeyAt(Form, Spot)
        If Left(Key, 8) = "section:" Then
            If Word("issued:" & Mid(Key, 9)) <> "" Then OwnSection = Mid(Key, 9)
            Exit Do
        End If
        Spot = Spot - 1
    Loop
End Function

Private Function LastOwnRow(ByVal Form As Object, ByVal Section As String) As Long
    Dim Spot As Long
    Dim Key As String
    LastOwnRow = 0
    For Spot = Place("first_row") To LastRow(Form)
        Key = KeyAt(Form, Spot)
        If Left(Key, Len(Section) + 1) = Section & "+" And InStr(Key, "/") = 0 Then LastOwnRow = Spot
    Next Spot
End Function

Private Function OwnNumber(ByVal Key As String) As Long
    OwnNumber = CLng(Val(Mid(Key, InStr(Key, "+") + 1)))
End Function

Private Function NextMissing(ByVal Form As Object, ByVal Start As Long) As Long
    Dim Spot As Long
    Dim Last As Long
    Last = LastRow(Form)
    NextMissing = 0
    If Start < Place("first_row") Then Start = Place("first_row")
    For Spot = Start To Last
        If CStr(Form.Cells(Spot, Place("state")).Value) = MISSING_ROW Then
            NextMissing = Spot
            Exit For
        End If
    Next Spot
End Function

Private Function FirstEmpty(ByVal Form As Object, ByVal Spot As Long) As Long
    Dim Column As Long
    FirstEmpty = Place("achieved")
    For Column = 1 To Place("last_column")
        If Not Form.Cells(Spot, Column).Locked And Trim(CStr(Form.Cells(Spot, Column).Value)) = "" Then
            FirstEmpty = Column
            Exit For
        End If
    Next Column
End Function

Private Function IsUsed(ByVal Form As Object, ByVal Spot As Long, ByVal Columns As String) As Boolean
    Dim Places As Variant
    Dim Part As Long
    IsUsed = False
    Places = Split(Columns, " ")
    For Part = 0 To UBound(Places)
        If CStr(Form.Cells(Spot, CLng(Val(Places(Part)))).Value) <> "" Then IsUsed = True
    Next Part
End Function

' Empties the cells that a person writes in, and opens those that a paste has locked.
Private Sub OpenRow(ByVal Form As Object, ByVal Spot As Long, ByVal Columns As String)
    Dim Places As Variant
    Dim Part As Long
    Places = Split(Columns, " ")
    For Part = 0 To UBound(Places)
        Form.Cells(Spot, CLng(Val(Places(Part)))).ClearContents
        Form.Cells(Spot, CLng(Val(Places(Part)))).Locked = False
    Next Part
End Sub

Private Sub Rekey(ByVal Form As Object, ByVal Spot As Long, ByVal OldKey As String, ByVal NewKey As String)
    Dim Sum As Object
    Dim Ordinal As Object
    Form.Cells(Spot, Place("key")).Value = NewKey
    Form.Cells(Spot + 1, Place("key")).Value = NewKey & "/2"
    Set Sum = Form.Cells(Spot, Place("control"))
    Sum.Formula = Reweighed(Sum.Formula, Word("weights:" & OldKey), Word("weights:" & NewKey))
    Set Ordinal = Form.Cells(Spot, 1)
    If InStr(Ordinal.Formula, ",") > 0 Then Ordinal.Formula = NextOrdinal(Ordinal.Formula)
End Sub

Private Function Reweighed(ByVal Formula As String, ByVal OldWeights As String, ByVal NewWeights As String) As String
    Dim Before As Variant
    Dim After As Variant
    Dim Part As Long
    Before = Split(OldWeights, " ")
    After = Split(NewWeights, " ")
    For Part = 0 To UBound(Before)
        Formula = Replace(Formula, "(" & Before(Part) & "*(", "(#" & CStr(Part) & "*(")
        Formula = Replace(Formula, "+" & Before(Part) & "*(", "+#" & CStr(Part) & "*(")
    Next Part
    For Part = 0 To UBound(After)
        Formula = Replace(Formula, "#" & CStr(Part) & "*(", After(Part) & "*(")
    Next Part
    Reweighed = Formula
End Function

Private Function NextOrdinal(ByVal Formula As String) As String
    Dim Comma As Long
    Comma = InStrRev(Formula, ",")
    NextOrdinal = Left(Formula, Comma) & CStr(CLng(Val(Mid(Formula, Comma + 1))) + 1) & ")"
End Function

Private Function WithoutEnding(ByVal Path As String) As String
    WithoutEnding = Left(Path, InStrRev(Path, ".") - 1)
End Function
