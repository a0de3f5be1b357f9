"""What can be found in records and files: a table of codes, and the finding itself.

A code is an API: scripts read it, pages of the documentation are found by it, and one fact has one code whichever
format it came in. So the codes stand in one table (`codes.toml`), with what each means and what helps, and a finding
of a code that is not in it, or of a severity that the table does not allow for it, is refused where it is made.
"""

from geo.findings.collecting import Findings
from geo.findings.problem import Problem
from geo.findings.table import SEVERITIES, Code, Severity, codes

__all__ = ["SEVERITIES", "Code", "Findings", "Problem", "Severity", "codes"]
